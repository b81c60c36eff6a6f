/* Ask before an act, and send a form only once.
   Usage: <form method="post" data-confirm="确定停用？"> asks in the page's own dialog (#ask);
   <button data-busy="正在提交"> shows these words and is disabled while its form is on the way;
   SL.ask('确定停用？', act) asks from a page's own code. */
(function () {
  'use strict';
  function ask(text, then) {
    var box = document.getElementById('ask');
    if (!box || !box.showModal) { if (window.confirm(text)) then(); return; }
    box.querySelector('#ask-text').textContent = text;
    box.returnValue = '';
    box.addEventListener('close', function () { if (box.returnValue === 'yes') then(); }, { once: true });
    box.showModal();
  }
  SL.ask = ask;
  /* A part that renews itself waits while a question is open: the form asked about must still be there to be sent. */
  document.addEventListener('htmx:beforeSwap', function (event) {
    if (document.querySelector('#ask[open]')) event.detail.shouldSwap = false;
  });
  SL.bind('form[data-confirm]', function (form) {
    form.addEventListener('submit', function (event) {
      if (form.confirmed) return;
      event.preventDefault(); event.stopImmediatePropagation();
      ask(form.dataset.confirm, function () { form.confirmed = true; form.requestSubmit ? form.requestSubmit() : form.submit(); });
    });
  });
  SL.bind('[data-busy]', function (button) {
    var form = button.form, words = button.innerHTML;
    if (!form) return;
    form.addEventListener('submit', function (event) {
      if (event.defaultPrevented) return;
      button.setAttribute('aria-busy', 'true');
      button.textContent = button.dataset.busy;
      setTimeout(function () { button.disabled = true; }, 0);
    });
    window.addEventListener('pageshow', function (event) {
      if (event.persisted) { button.disabled = false; button.removeAttribute('aria-busy'); button.innerHTML = words; }
    });
  });
})();
