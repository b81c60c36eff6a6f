/* A word about something done; it goes after eight seconds unless the reader points at it or has the focus in it.
   Usage: <div data-toast>… <button data-toast-close>…</button></div> inside the live region #toasts. */
(function () {
  'use strict';
  SL.bind('[data-toast]', function (toast) {
    var timer = null;
    function start() { timer = setTimeout(function () { toast.remove(); }, 8000); }
    function stop() { clearTimeout(timer); }
    toast.addEventListener('mouseenter', stop); toast.addEventListener('mouseleave', start);
    toast.addEventListener('focusin', stop); toast.addEventListener('focusout', start);
    var close = toast.querySelector('[data-toast-close]');
    if (close) close.addEventListener('click', function () { toast.remove(); });
    start();
  });
})();
