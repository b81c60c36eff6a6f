/* A menu that opens by itself and closes when the reader goes elsewhere.
   Usage: <details data-menu><summary>…</summary><div class="menu-box">…</div></details>; works without script. */
(function () {
  'use strict';
  SL.bind('details[data-menu]', function (menu) {
    var summary = menu.querySelector('summary');
    document.addEventListener('click', function (event) { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener('keydown', function (event) {
      if (event.key === 'Escape' && menu.open) { menu.open = false; summary.focus(); }
    });
    menu.addEventListener('focusout', function (event) {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  });
})();
