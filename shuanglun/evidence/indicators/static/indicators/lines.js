/* A button that selects one line of the text field on the page.
   Usage: <button type="button" data-line="12">第 12 行</button> beside <textarea name="source">. */
(function () {
  'use strict';
  SL.bind('button[data-line]', function (button) {
    button.addEventListener('click', function () {
      var area = document.querySelector('textarea[name=source]'), lines = area.value.split('\n');
      var number = Math.min(Number(button.dataset.line), lines.length), start = 0;
      for (var i = 0; i < number - 1; i++) start += lines[i].length + 1;
      area.focus();
      area.setSelectionRange(start, start + lines[number - 1].length);
      area.scrollTop = Math.max(0, (number - 4) * parseFloat(getComputedStyle(area).lineHeight));
    });
  });
})();
