/* Typing a paper ballot without the mouse: a digit takes the option that begins with it (1 ticks a box, 0 clears it) and goes
   on, Enter goes on, the arrows move in the table.
   Usage: <form>…<div data-typing> with tables of selects and boxes …</div></form>. */
(function () {
  'use strict';
  const MOVES = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};
  const choose = (field, digit) => {
    if (field.type === 'checkbox') {
      if (digit > 1) return false;
      field.checked = digit === 1;
    } else {
      const option = Array.from(field.options).find(item => parseInt(item.text, 10) === digit);
      if (!option) return false;
      field.value = option.value;
    }
    field.dispatchEvent(new Event('input', {bubbles: true}));
    return true;
  };
  const beside = (field, [down, right]) => {
    const cell = field.closest('td'), row = cell && cell.parentNode;
    const found = row && (down ? row.parentNode.rows[row.rowIndex - row.parentNode.rows[0].rowIndex + down] : row);
    const other = found && found.cells[cell.cellIndex + right];
    return other && other.querySelector('select, input, textarea');
  };
  SL.bind('[data-typing]', function (part) {
    const form = part.closest('form');
    form.addEventListener('keydown', function (event) {
      const field = event.target;
      if (!field.matches('input, select') || event.ctrlKey || event.altKey || event.metaKey) return;
      const inside = part.contains(field) && field.matches('select, [type=checkbox]');
      const all = Array.from(form.querySelectorAll('input:not([type=hidden]), select, textarea, button'));
      let next = null;
      if (event.key === 'Enter' || (inside && /^[0-9]$/.test(event.key) && choose(field, Number(event.key)))) {
        next = all[all.indexOf(field) + 1];
        if (next && next.matches('td textarea') && !(field.dataset.facts || '').includes(field.value)) next = all[all.indexOf(next) + 1];
      } else if (inside && MOVES[event.key]) {
        next = beside(field, MOVES[event.key]);
      } else return;
      event.preventDefault();
      if (next) next.focus();
    });
  });
})();
