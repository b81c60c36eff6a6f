/* Warn before leaving a form with input that was not sent.
   Usage: <form data-guard>; a form that comes back with errors counts as changed. */
(function () {
  'use strict';
  SL.bind('form[data-guard]', function (form) {
    var changed = !!form.querySelector('.is-invalid, [data-error-summary]');
    form.addEventListener('input', function () { changed = true; });
    form.addEventListener('submit', function () { changed = false; });
    form.querySelectorAll('.form-acts a').forEach(function (link) { link.addEventListener('click', function () { changed = false; }); });
    window.addEventListener('beforeunload', function (event) { if (changed) { event.preventDefault(); event.returnValue = ''; } });
  });
})();
