/* Sidebar as a drawer on phones.
   Usage: <button data-drawer-open="sidebar" aria-controls="sidebar" aria-expanded="false">, <aside id="sidebar" data-drawer>
   with a <button data-drawer-close> in it. Escape, the veil and the button close it; focus goes in and comes back. */
(function () {
  'use strict';
  SL.bind('[data-drawer-open]', function (opener) {
    var drawer = document.getElementById(opener.dataset.drawerOpen), veil = null;
    function close() {
      if (!veil) return;
      veil.remove(); veil = null;
      drawer.classList.remove('open'); opener.setAttribute('aria-expanded', 'false'); opener.focus();
    }
    function open() {
      veil = document.createElement('div'); veil.className = 'drawer-veil';
      veil.addEventListener('click', close);
      document.body.appendChild(veil);
      drawer.classList.add('open'); opener.setAttribute('aria-expanded', 'true');
      var first = drawer.querySelector('[aria-current=page]') || drawer.querySelector('[data-drawer-close]');
      setTimeout(function () { first.focus(); }, 150);
    }
    opener.addEventListener('click', function () { if (veil) close(); else open(); });
    drawer.querySelector('[data-drawer-close]').addEventListener('click', close);
    drawer.addEventListener('keydown', function (event) {
      if (event.key === 'Escape') close();
      if (event.key !== 'Tab' || !veil) return;
      var stops = drawer.querySelectorAll('a[href], button'), ends = [stops[0], stops[stops.length - 1]];
      if (event.shiftKey && document.activeElement === ends[0]) { event.preventDefault(); ends[1].focus(); }
      if (!event.shiftKey && document.activeElement === ends[1]) { event.preventDefault(); ends[0].focus(); }
    });
  });
})();
