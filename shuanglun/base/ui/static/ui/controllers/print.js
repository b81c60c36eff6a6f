/* Buttons that print the page or go back.
   Usage: <button data-print>打印</button>, <button data-back>返回上一页</button> */
(function () {
  'use strict';
  SL.bind('[data-print]', function (button) { button.addEventListener('click', function () { window.print(); }); });
  SL.bind('[data-back]', function (button) { button.addEventListener('click', function () { history.back(); }); });
})();
