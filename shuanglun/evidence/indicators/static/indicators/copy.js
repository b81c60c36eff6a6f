/* A button that copies the text of an element.
   Usage: <button data-copy="source-text"><span>复制</span></button>. Works on plain-HTTP intranets too, where the
   clipboard interface is missing: then the text is selected and copied the old way. */
(function () {
  'use strict';
  function text(el) {
    var lines = el.querySelectorAll('li');
    return lines.length ? Array.prototype.map.call(lines, function (li) { return li.textContent; }).join('\n') + '\n' : el.textContent;
  }
  function oldWay(value) {
    var area = document.createElement('textarea');
    area.value = value; area.className = 'visually-hidden'; document.body.appendChild(area); area.select();
    var ok = document.execCommand('copy'); area.remove(); return ok;
  }
  function say(button, ok) {
    var words = button.querySelector('span'), before = words.textContent;
    words.textContent = ok ? '已复制' : '请手工复制';
    setTimeout(function () { words.textContent = before; }, 2000);
  }
  SL.bind('[data-copy]', function (button) {
    button.addEventListener('click', function () {
      var value = text(document.getElementById(button.dataset.copy));
      if (!navigator.clipboard) { say(button, oldWay(value)); return; }
      navigator.clipboard.writeText(value).then(function () { say(button, true); }, function () { say(button, oldWay(value)); });
    });
  });
})();
