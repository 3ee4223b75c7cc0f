// Enhancement only. Every page works with this file missing. Texts come from the page's data attributes.
(function () {
  var d = document;
  function all(s, r) { return Array.prototype.slice.call((r || d).querySelectorAll(s)); }
  function fill(text, values) { return (text || '').replace(/\{(\w+)\}/g, function (_, k) { return values[k]; }); }
  all('[data-js]').forEach(function (e) { e.hidden = false; });

  // A page that only carries an answer to another site sends itself; without script its button does.
  all('form[data-send]').forEach(function (f) { f.submit(); });
  all('[data-print]').forEach(function (b) { b.addEventListener('click', function () { print(); }); });

  // A page that looks again by itself asks for its own address anew; without script the browser does.
  if (d.body.dataset.again) setTimeout(function () { location.replace(location.pathname + location.search); }, d.body.dataset.again * 1000);

  // Read aloud: only voices that live on the device, so the text is not sent to anybody. Headphones are asked for first.
  if ('speechSynthesis' in window) all('[data-read]').forEach(function (b) {
    b.hidden = false;
    b.addEventListener('click', function () {
      var s = speechSynthesis, u, copy, voice;
      if (s.speaking) { s.cancel(); return; }
      voice = s.getVoices().filter(function (v) { return v.localService && v.lang.slice(0, 2) === d.documentElement.lang; })[0];
      if (!voice) { b.hidden = true; return; }
      copy = b.closest('.card').cloneNode(true);
      all('[data-read],svg,.number,.pictures,script,[hidden],[aria-hidden=true]', copy).forEach(function (n) { n.remove(); });
      u = new SpeechSynthesisUtterance(b.dataset.read + ' ' + copy.textContent.replace(/\s+/g, ' '));
      u.voice = voice; u.lang = voice.lang; u.rate = 0.85; s.speak(u);
    });
  });

  // Picture code: collect four taps here and send them once. Without script each tap is one small POST.
  all('form[data-pictures]').forEach(function (f) {
    var t = f.dataset, slots = all('.chosen li', f), status = f.querySelector('[data-status]');
    var chosen = all('.chosen li.full', f).map(function (l) { return { svg: l.querySelector('svg').outerHTML, name: l.querySelector('.sr-only').textContent, token: '' }; });
    function span(cls, text) { var s = d.createElement('span'); s.className = cls; s.textContent = text; if (cls !== 'sr-only') s.setAttribute('aria-hidden', 'true'); return s; }
    function draw() {
      slots.forEach(function (l, i) {
        var x = chosen[i], next = i === chosen.length;
        l.className = x ? 'full' : next ? 'next' : '';
        l.innerHTML = x ? x.svg : '';
        l.append(span(x ? 'number' : '', i + 1), span('sr-only', x ? x.name : next ? t.now : t.empty));
      });
      f.querySelector('legend').textContent = chosen.length < 4 ? fill(t.pick, { n: chosen.length + 1 }) : t.full;
      status.textContent = fill(t.count, { n: chosen.length }) + (chosen.length ? ': ' + chosen.map(function (x) { return x.name; }).join(', ') : '') + '.';
    }
    // The first letter of a picture's name taps it; where several begin alike, it goes from one to the next.
    f.querySelector('fieldset').addEventListener('keydown', function (e) {
      var key = e.key.toLowerCase(), hits;
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      hits = all('[name=pick]', f).filter(function (b) { return b.textContent.trim().charAt(0).toLowerCase() === key; });
      if (hits.length === 1) hits[0].click();
      else if (hits.length) hits[(hits.indexOf(d.activeElement) + 1) % hits.length].focus();
    });
    // Where others look on, what was tapped can be covered; the numbers stay.
    all('[data-cover]', f).forEach(function (b) {
      b.hidden = false;
      b.addEventListener('click', function () { b.textContent = f.classList.toggle('covered') ? b.dataset.show : b.dataset.hide; });
    });
    f.addEventListener('click', function (e) {
      var b = e.target.closest('button'), missing = 4 - chosen.length;
      if (!b) return;
      if (b.name === 'pick') {
        e.preventDefault();
        if (missing) {
          chosen.push({ svg: b.querySelector('svg').outerHTML, name: b.textContent.trim(), token: b.value });
          draw();
          if (chosen.length === 4) f.querySelector('[name=done]').focus();
        }
      } else if (b.name === 'undo') { e.preventDefault(); chosen.pop(); draw(); }
      else if (b.name === 'done' && missing) {
        e.preventDefault(); status.classList.remove('sr-only');
        status.textContent = missing === 1 ? t.one : fill(t.more, { n: missing });
      }
      // Pictures the server already holds have no token here; it puts those that follow behind them.
      else if (b.name === 'done') chosen.forEach(function (x) {
        if (!x.token) return;
        var i = d.createElement('input'); i.type = 'hidden'; i.name = 'picture'; i.value = x.token; f.appendChild(i);
      });
    });
  });

  // A password can be looked at; the field is hidden again when it is sent.
  all('[data-reveal]').forEach(function (b) {
    var field = d.getElementById(b.dataset.reveal);
    function set(shown) { field.type = shown ? 'text' : 'password'; b.textContent = shown ? b.dataset.hide : b.dataset.show; b.setAttribute('aria-pressed', shown); }
    b.hidden = false;
    b.addEventListener('click', function () { set(field.type === 'password'); field.focus(); });
    if (field.form && field.autocomplete === 'current-password') field.form.addEventListener('submit', function () { set(false); });
  });
  all('[data-caps]').forEach(function (n) {
    d.getElementById(n.dataset.caps).addEventListener('keyup', function (e) { n.hidden = !(e.getModifierState && e.getModifierState('CapsLock')); });
  });

  // Tables: the box for all rows, and how many are ticked.
  all('form[data-table]').forEach(function (f) {
    var every = f.querySelector('[data-all]'), n = f.querySelector('[data-count]');
    function boxes() { return all('tbody .pick input[type=checkbox]:not(:disabled)', f); }
    function count() {
      var b = boxes(), c = b.filter(function (x) { return x.checked; }).length;
      if (n) n.textContent = c ? fill(c === 1 ? n.dataset.one : n.dataset.many, { n: c }) : n.dataset.none;
      if (every) { every.checked = c > 0 && c === b.length; every.indeterminate = c > 0 && c < b.length; }
    }
    f.addEventListener('change', function (e) { if (e.target === every) boxes().forEach(function (x) { x.checked = every.checked; }); count(); });
    count();
  });

  // Countdown: the seconds left come from the server, so the device's clock does not matter. At zero, `data-then` is shown.
  function countdowns() {
    all('[data-seconds]').forEach(function (e) {
      var box = e.closest('.state'), bar = box && box.querySelector('progress'), until = performance.now() + e.dataset.seconds * 1000;
      // A refresh that left it alone left its time alone, too.
      if (e.ticks) return;
      e.ticks = true;
      (function tick() {
        var r = Math.max(0, Math.ceil((until - performance.now()) / 1000)), then;
        e.textContent = Math.floor(r / 60) + ':' + ('0' + r % 60).slice(-2);
        if (bar) bar.value = r;
        if (r && e.isConnected) setTimeout(tick, 1000);
        else if (e.dataset.then && (then = d.getElementById(e.dataset.then))) { then.hidden = false; e.closest('[data-waiting]').hidden = true; }
      })();
    });
  }
  countdowns();

  // Live: every few seconds the same page is fetched, and parts with an id inside [data-live] are replaced where they differ.
  // What changed is said once, politely, in [data-say].
  all('[data-live]').forEach(function (live) {
    var say = d.querySelector('[data-say]');
    // The keyboard's focus stays where it was: on the same words, else on the part, never on another button.
    function swap(old, part) {
      var held = old.contains(d.activeElement) && d.activeElement, same;
      old.innerHTML = part.innerHTML; Object.assign(old.dataset, part.dataset);
      if (!held) return;
      same = all('a[href],button', old).filter(function (x) { return x.name === held.name && x.textContent === held.textContent; })[0];
      if (!same) { same = old; old.tabIndex = -1; }
      same.focus();
    }
    function again() {
      setTimeout(function () {
        if (d.hidden) { again(); return; }
        fetch(live.dataset.from || location.href, { headers: { 'X-Live': '1' }, redirect: 'error' }).then(function (r) { if (!r.ok) throw r; return r.text(); }).then(function (text) {
          var fresh = new DOMParser().parseFromString(text, 'text/html'), said = [];
          all('[data-part]', live).forEach(function (old) {
            var part = fresh.getElementById(old.id);
            if (!part || part.dataset.part === old.dataset.part) return;
            // What says its size has news only when it grew.
            if (part.dataset.news && !(+part.dataset.size <= +old.dataset.size)) said.push(part.dataset.news);
            swap(old, part);
          });
          if (said.length) { if (say) say.textContent = said.join(' '); }
          countdowns(); again();
        }).catch(function () { again(); });
      }, +live.dataset.live * 1000);
    }
    again();
  });

  // The rights matrix says what is not saved yet; whoever sees that needs no page of its own before saving.
  all('form[data-matrix]').forEach(function (f) {
    var n = f.querySelector('[data-count]'), seen = d.createElement('input');
    if (!n) return;
    seen.type = 'hidden'; seen.name = 'seen'; seen.value = '1'; f.appendChild(seen);
    function count() {
      var t = n.dataset, says = [];
      function tell(x, text) {
        says.push(fill(text, { name: x.closest('tr').querySelector('[data-name]').textContent, right: x.dataset.right }));
      }
      all('input[data-saved]', f).forEach(function (x) {
        var changed = x.checked !== (x.dataset.saved === '1');
        x.closest('td').classList.toggle('changed', changed);
        if (changed) tell(x, x.checked ? t.gets : t.loses);
      });
      all('input[data-saved-day]', f).forEach(function (x) { if (x.dataset.savedDay && x.value !== x.dataset.savedDay) tell(x, t.day); });
      n.textContent = says.length ? fill(says.length === 1 ? t.one : t.many, { n: says.length }) + ': ' + says.slice(0, 4).join('; ') + (says.length > 4 ? ' …' : '') : t.none;
    }
    f.addEventListener('change', count);
    f.addEventListener('reset', function () { setTimeout(count); });
    count();
  });

  // A session that rests is over after a while: five minutes before, a dialog asks. Escape and its button both stay. A
  // screen reader hears it every minute, in the last minute every fifteen seconds. When it is over the dialog says so and
  // leaves the page as it is: a form sent then is kept until the next login.
  all('dialog[data-stay]').forEach(function (box) {
    var ends, shown, said, ticks, left = box.querySelector('[data-stay-left]'), say = box.querySelector('[data-stay-say]');
    function begin() { ends = performance.now() + box.dataset.stay * 1000; shown = false; said = Infinity; }
    function over() {
      clearInterval(ticks); ticks = 0;
      all('[data-stay-part]', box).forEach(function (p) { p.hidden = !p.hidden; });
      box.setAttribute('aria-labelledby', 'stay-over');
      if (!box.open) box.showModal();
      box.querySelector('[method=dialog] button').focus();
    }
    function keep() {
      box.close();
      fetch(box.dataset.keep, { redirect: 'manual' }).then(function (r) {
        if (r.type === 'opaqueredirect') over(); else return r.json().then(function (now) {
          box.dataset.stay = now.seconds; box.querySelector('h2').textContent = now.heading; begin();
        });
      }).catch(function () { shown = false; });
    }
    box.addEventListener('cancel', function (e) { if (ticks) { e.preventDefault(); keep(); } });
    box.querySelector('[data-stay-keep]').addEventListener('click', keep);
    begin();
    ticks = setInterval(function () {
      var r = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
      if (r > 300) return;
      if (!r) { over(); return; }
      if (!shown) { shown = true; box.showModal(); }
      left.textContent = Math.floor(r / 60) + ':' + ('0' + r % 60).slice(-2);
      if (said - r >= (r > 60 ? 60 : 15)) { said = r; say.textContent = fill(say.dataset.text, { n: r }); }
    }, 1000);
  });

  // The first thing to read after an error is the summary; a mouse user starts in the first field.
  var errors = d.getElementById('errors');
  if (errors) errors.focus();
  else if (window.matchMedia && matchMedia('(hover:hover) and (pointer:fine)').matches) { var first = d.querySelector('[data-first]'); if (first) first.focus(); }
})();
