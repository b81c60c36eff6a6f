/* The column chooser and the filters of a list.
   Usage: <form data-columns> with check boxes name="cols" (data-usual on those shown by default) and a
   <button data-columns-reset>. Default columns are not sent, so addresses stay short; links with data-clear empty
   the fields they drop. */
(function () {
  'use strict';
  SL.bind('form[data-columns]', function (form) {
    function boxes() { return Array.prototype.slice.call(form.querySelectorAll('[name=cols]:not(:disabled)')); }
    function usual() { return boxes().every(function (box) { return box.checked === box.hasAttribute('data-usual'); }); }
    form.addEventListener('htmx:configRequest', function (event) {
      var sent = event.detail.parameters;
      Object.keys(sent).forEach(function (name) { if (sent[name] === '') delete sent[name]; });
      if (usual()) delete sent.cols;
    });
    /* links of the heads and the pager change the address without the form: what it carries along follows */
    document.addEventListener('htmx:pushedIntoHistory', function () {
      var asked = new URLSearchParams(window.location.search);
      ['sort', 'size'].forEach(function (name) { if (form.elements[name]) form.elements[name].value = asked.get(name) || ''; });
    });
    var reset = form.querySelector('[data-columns-reset]');
    if (reset) reset.addEventListener('click', function () {
      boxes().forEach(function (box) { box.checked = box.hasAttribute('data-usual'); });
      form.dispatchEvent(new Event('change', { bubbles: true }));
    });
  });
  SL.bind('[data-clear]', function (link) {
    link.addEventListener('click', function () {
      var left = new URL(link.href).searchParams, form = document.querySelector('form[data-columns]');
      if (form) Array.prototype.forEach.call(form.elements, function (field) {
        if (field.name && field.type !== 'checkbox' && field.name !== 'sort' && !left.get(field.name)) field.value = '';
      });
    });
  });
})();
