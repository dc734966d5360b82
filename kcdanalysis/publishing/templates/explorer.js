"use strict";
// The page is whole without this script: it hides and shows, counts, sorts and links.
// Texts are moved with textContent alone, so that none of them can become markup.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const make = (name, text = "", settings = {}) =>
    Object.assign(document.createElement(name), { textContent: text, ...settings });
  const wordsOf = (parts) => parts.map((part) => (typeof part === "string" ? part : part[0])).join("");
  // What is said by _ and ngettext is translated where the page is written.
  const lang = document.documentElement.lang;
  const local = (n) => n.toLocaleString(lang);
  const isOne = (n) => new Intl.PluralRules(lang).select(n) === "one";
  const countTalks = (all) => {
    const n = local(all);
    return ngettext(`${n} talk`, `${n} talks`, all);
  };
  const countShown = (some, all) => {
    const [n, total] = [local(some), local(all)];
    return ngettext(`${n} of ${total} talk`, `${n} of ${total} talks`, all);
  };
  const labelled = (name, text) => _(`${name}: ${text}`);
  const NOUNS = { theme: _("theme"), topic: _("topic"), group: _("group"), track: _("track"), event: _("event") };

  const body = $("#talks").tBodies[0];
  const heads = all("#talks thead th");
  const search = $("#search");
  const map = $("#map");

  // A talk has several themes, and all that are chosen must be among them. It has one topic,
  // one track and one event, so of these any that is chosen will do.
  const facets = all("table.facet").map((table) => ({
    name: table.dataset.facet,
    every: table.dataset.facet === "theme",
    title: $("th", table).textContent,
    values: [...table.tBodies[0].rows].map((row) => ({
      row,
      id: row.dataset.value,
      label: $("th span", row).textContent,
      count: $(".n", row),
      n: Number($(".n", row).textContent),
      now: $(".now", row),
      width: Number($(".all", row).getAttribute("width")),
    })),
    chosen: new Set(),
  }));
  const talks = [...body.rows].map((row, at) => {
    const point = document.getElementById(`p${at}`);
    const place = point && point.getAttribute("d").match(/^M([\d.]+) ([\d.]+)/);
    const of = row.dataset.of.split("|").map((places) => places.split(" ").map(Number));
    return {
      row, at, point,
      id: row.dataset.id,
      details: $("details", row),
      title: $("summary", row).textContent,
      text: fold(row.textContent),
      x: place ? Number(place[1]) : 0,
      y: place ? Number(place[2]) : 0,
      of: Object.fromEntries(facets.map((facet, place) => [facet.name, of[place]])),
      shown: true,
      more: [],
    };
  });
  const byId = new Map(talks.map((talk) => [talk.id, talk]));
  const byPoint = new Map(talks.map((talk) => [talk.point, talk]));
  const state = { words: "", sort: "", region: null, talk: null };

  /* What is shown */

  const fits = (talk, facet) => {
    const has = talk.of[facet.name];
    const chosen = [...facet.chosen];
    return !chosen.length ||
      (facet.every ? chosen.every((at) => has.includes(at)) : chosen.some((at) => has.includes(at)));
  };
  const inRegion = (talk) => {
    const [left, top, right, bottom] = state.region;
    return talk.point && talk.x >= left && talk.x <= right && talk.y >= top && talk.y <= bottom;
  };

  function show() {
    const words = fold(state.words).split(/\s+/).filter(Boolean);
    const counts = facets.map((facet) => facet.values.map(() => 0));
    let n = 0;
    for (const talk of talks) {
      const others = (!state.region || inRegion(talk)) && words.every((word) => talk.text.includes(word));
      const fitting = facets.map((facet) => fits(talk, facet));
      talk.shown = others && fitting.every(Boolean);
      n += talk.shown;
      talk.row.hidden = !talk.shown;
      if (talk.point) talk.point.classList.toggle("off", !talk.shown);
      // Beside a chosen track, the others say what choosing them too would add.
      facets.forEach((facet, at) => {
        if (others && fitting.every((fit, other) => fit || (other === at && !facet.every)))
          for (const value of talk.of[facet.name]) counts[at][value] += 1;
      });
    }
    facets.forEach((facet, at) => facet.values.forEach((value, place) => {
      const now = counts[at][place];
      const [n, total] = [now, value.n];
      value.count.textContent = n === total ? String(total) : _(`${n} of ${total}`);
      value.now.setAttribute("width", value.n ? (value.width * now) / value.n : 0);
      value.row.classList.toggle("chosen", facet.chosen.has(place));
      $("button", value.row).setAttribute("aria-pressed", facet.chosen.has(place));
    }));
    $("#empty").hidden = n > 0;
    $("#status").textContent =
      n === talks.length ? countTalks(n) : countShown(n, talks.length);
    showFilters();
    showRegion();
    if (map) showTitles();
    for (const details of all("details[open]", body)) showMarks(details);
  }

  function showFilters() {
    const chips = facets.flatMap((facet) => [...facet.chosen].map((at) =>
      chip(labelled(NOUNS[facet.name], facet.values[at].label), () => facet.chosen.delete(at))));
    if (state.words) chips.push(chip(labelled(_("words"), state.words), () => setWords("")));
    if (state.region) chips.push(chip(_("region of the map"), () => { state.region = null; }));
    if (chips.length > 1) chips.push(chip(_("all filters"), clear));
    const hadFocus = $("#filters").contains(document.activeElement);
    $("#filters").replaceChildren(...chips);
    if (hadFocus) (chips[0] || search).focus();
  }

  function chip(label, remove) {
    const button = make("button", `${label} ✕`, { type: "button" });
    button.setAttribute("aria-label", _(`Remove ${label}`));
    button.addEventListener("click", () => { remove(); change(); });
    return button;
  }

  function setWords(words) {
    state.words = words.trim();
    if (search.value.trim() !== state.words) search.value = words;
  }

  function clear() {
    for (const facet of facets) facet.chosen.clear();
    setWords("");
    state.region = null;
  }

  function choose(facet, at) {
    if (!facet.chosen.delete(at)) facet.chosen.add(at);
    change();
  }

  const facetNamed = (name) => facets.find((facet) => facet.name === name);
  const valueAt = (facet, id) => facet ? facet.values.findIndex((value) => value.id === id) : -1;

  // A button around the words of an element that a click already serves.
  function asButton(element, act, target = element) {
    const button = make("button", element.textContent, { type: "button" });
    element.replaceChildren(button);
    target.addEventListener("click", act);
    return button;
  }

  for (const facet of facets)
    facet.values.forEach((value, at) => {
      asButton($("th span", value.row), () => choose(facet, at), value.row);
    });
  for (const head of all("table.compare [data-event], table.compare [data-theme]")) {
    const name = head.dataset.event === undefined ? "theme" : "event";
    const facet = facetNamed(name);
    const at = valueAt(facet, head.dataset[name]);
    if (at >= 0) asButton($("span", head), () => choose(facet, at));
  }

  /* The order of the talks */

  const { compare } = new Intl.Collator(lang, { numeric: true, sensitivity: "base" });

  function sort() {
    const column = state.sort.replace("-", "");
    const at = heads.findIndex((head) => head.dataset.sort === column);
    const way = state.sort.startsWith("-") ? -1 : 1;
    const key = new Map(talks.map((talk) =>
      [talk, at > 0 ? talk.row.cells[at].textContent : talk.title]));
    const ordered = [...talks];
    // Talks without a value come last, whichever way.
    if (at >= 0)
      ordered.sort((a, b) =>
        !key.get(a) - !key.get(b) || way * compare(key.get(a), key.get(b)) || a.at - b.at);
    if (ordered.some((talk, place) => body.rows[place] !== talk.row)) body.append(...ordered.map((talk) => talk.row));
    heads.forEach((head, place) => {
      if (place === at) head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
  }

  for (const head of heads) {
    const name = head.dataset.sort;
    // Once up, once down, then as in the programme.
    const next = () => (state.sort === name ? `-${name}` : state.sort === `-${name}` ? "" : name);
    asButton($("span", head), () => { state.sort = next(); sort(); change(); });
  }

  /* A talk */

  const themes = new Map(all("#lexicon dt").map((term) => [term.className, term.textContent]));
  const themesOf = (mark) => [...mark.classList].filter((name) => themes.has(name));

  function showMarks(details) {
    const facet = facetNamed("theme");
    const labels = facet ? [...facet.chosen].map((at) => facet.values[at].label) : [];
    for (const mark of all("mark", details)) {
      const names = themesOf(mark).map((name) => themes.get(name));
      mark.title = names.join(", ");
      mark.classList.toggle("on", names.some((name) => labels.includes(name)));
    }
  }

  // Which words gave a talk its themes, and which other talks are near: from what the page holds.
  function fill(talk) {
    if (talk.isFilled) return;
    talk.isFilled = true;
    ["", _("Takeaways")].forEach((title, at) => addText(talk, title, talk.more[at]));
    const { points = "", nearest = "" } = talk.row.dataset;
    addList(talk, _("Evidence"), points.split(" ").filter(Boolean).map((pair) => {
      const [theme, value, isWeak] = pair.split(":");
      const found = new Map();
      for (const { textContent: term } of all(`mark.t${theme}`, talk.details)) {
        const same = fold(term);
        found.set(same, [found.has(same) ? found.get(same)[0] : term, (found.get(same) || [0, 0])[1] + 1]);
      }
      const terms = [...found.values()].map(([term, n]) => (n > 1 ? `${term} ×${n}` : term)).join(", ");
      const item = make("li");
      item.append(make("b", themes.get(`t${theme}`)), ` ${labelled(Number(value).toLocaleString(lang, { minimumFractionDigits: 1 }) + (isWeak ? ` (${_("below the threshold")})` : ""), terms)}`);
      item.classList.toggle("weak", Boolean(isWeak));
      return item;
    }));
    addList(talk, _("Nearest talks"), nearest.split(" ").filter(Boolean).map((at) => {
      const item = make("li");
      item.append(make("a", talks[at].title, { href: `#${talks[at].row.id}` }));
      return item;
    }));
  }

  function addText(talk, title, parts) {
    if (!parts || !parts.length) return;
    if (title) talk.details.append(make("h3", title));
    const text = make("p", "", { className: "text" });
    text.append(...parts.map((part) =>
      typeof part === "string" ? part : make("mark", part[0], { className: part[1] })));
    talk.details.append(text);
  }

  function addList(talk, title, items) {
    if (!items.length) return;
    const list = make("ul");
    list.append(...items);
    talk.details.append(make("h3", title), list);
  }

  function open(talk, { focus = true } = {}) {
    if (!talk.shown) { clear(); show(); }
    state.talk = talk;
    talk.details.open = true;
    talk.row.scrollIntoView({ block: "start" });
    if (focus) $("summary", talk.row).focus({ preventScroll: true });
    change();
  }

  body.addEventListener("toggle", (event) => {
    const talk = talks.find((each) => each.details === event.target);
    if (talk.point) talk.point.classList.toggle("open", talk.details.open);
    if (talk.details.open) { fill(talk); showMarks(talk.details); state.talk = talk; }
    else if (state.talk === talk) state.talk = null;
    remember(true);
  }, true);
  // Links in this page: to its parts, and from a talk to those near.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    event.preventDefault(); // the address is the view's
    const name = link.getAttribute("href").slice(1);
    if (/^t\d+$/.test(name)) open(talks[name.slice(1)]);
    else document.getElementById(name).scrollIntoView();
  });

  /* The map */

  const points = talks.filter((talk) => talk.point);
  const region = $("#region");
  const tip = $("#tip");
  const titles = $("#titles");
  const CARD = 160; // letters of a text on the card of a talk
  const [TITLE, MOST_TITLES] = [32, 150]; // letters of a title beside a mark; marks that may have one
  const shorten = (text, most) =>
    text.length > most ? `${text.slice(0, most).replace(/\s+\S*$/, "")}…` : text;
  let here = null; // the talk that the keyboard is at
  let corner = null; // where a region starts

  // What the map shows, of the shape that it has: a part is a region with all around it that fits.
  const whole = map ? { x: 0, y: 0, width: map.viewBox.baseVal.width, height: map.viewBox.baseVal.height } : null;
  const zoom = make("button", "", { id: "zoom", type: "button", hidden: true });
  let view = whole;

  const CLOSEST = 0.05; // the least share of the map that is shown
  const shareShown = () => view.width / whole.width;
  const isWhole = () => shareShown() === 1;

  function look(part) {
    see((part[0] + part[2]) / 2, (part[1] + part[3]) / 2,
      Math.max((part[2] - part[0]) / whole.width, (part[3] - part[1]) / whole.height));
  }

  // Show so much of the width and height of the map around a place, and nothing beyond its edges.
  function see(x, y, share) {
    const grown = Math.min(Math.max(share, CLOSEST), 1);
    const [width, height] = [whole.width * grown, whole.height * grown];
    const inside = (middle, size, most) => Math.min(Math.max(middle - size / 2, 0), most - size);
    view = { x: inside(x, width, whole.width), y: inside(y, height, whole.height), width, height };
    map.setAttribute("viewBox", [view.x, view.y, width, height].join(" "));
    // Marks and labels keep their size.
    map.style.setProperty("--shrink", grown);
    showRegion();
    showTitles();
    name(here);
  }

  // Zoom about a place, which stays where it is on the screen.
  function zoomAt({ x, y }, factor) {
    const by = Math.min(Math.max(factor, CLOSEST / shareShown()), 1 / shareShown());
    see(x + (view.x + view.width / 2 - x) * by, y + (view.y + view.height / 2 - y) * by,
      shareShown() * by);
  }

  // From near, talks have their titles, below or above their marks where there is room.
  function showTitles() {
    titles.replaceChildren();
    const isIn = ({ x, y }) =>
      x >= view.x && x <= view.x + view.width && y >= view.y && y <= view.y + view.height;
    const near = points.filter((talk) => talk.shown && isIn(talk));
    if (isWhole() || near.length > MOST_TITLES) return;
    const boxOf = (element) => element.getBoundingClientRect();
    const frame = boxOf(map);
    const taken = [...near.map((talk) => talk.point), ...all(".labels text", map)].map(boxOf);
    const hasRoom = (box) => box.left > frame.left && box.right < frame.right &&
      box.top > frame.top && box.bottom < frame.bottom && taken.every((other) =>
        box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
    for (const talk of near) {
      const text = document.createElementNS(map.namespaceURI, "text");
      text.textContent = shorten(talk.title, TITLE);
      text.setAttribute("x", talk.x);
      titles.append(text);
      const fits = [1, -1].some((way) => {
        text.setAttribute("y", talk.y + way * 15 * shareShown());
        return hasRoom(boxOf(text));
      });
      if (fits) taken.push(boxOf(text));
      else text.remove();
    }
  }

  function showRegion() {
    if (!map) return;
    zoom.hidden = !state.region && isWhole();
    zoom.textContent = isWhole() ? _("Zoom in on the region") : _("Show the whole map");
    map.classList.toggle("near", !isWhole());
    const [left, top, right, bottom] = state.region || [0, 0, 0, 0];
    for (const [name, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top }))
      region.setAttribute(name, value);
  }

  const between = (a, b, pad = 0) => [
    Math.min(a.x, b.x) - pad, Math.min(a.y, b.y) - pad, Math.max(a.x, b.x) + pad, Math.max(a.y, b.y) + pad,
  ].map((value) => Math.round(value));

  function name(talk) {
    tip.hidden = !talk;
    if (!talk) return;
    const cells = [...talk.row.cells].slice(1).map((cell) => cell.textContent.trim());
    const text = talk.more[0] ? wordsOf(talk.more[0]) : ($(".text", talk.row) || { textContent: "" }).textContent;
    tip.replaceChildren(make("b", talk.title), ...[...cells, shorten(text, CARD)].filter(Boolean).map((line) => make("span", line)));
    const scale = map.clientWidth / view.width;
    const x = (talk.x - view.x) * scale;
    const right = x > map.clientWidth / 2;
    tip.style.left = right ? "auto" : `${x + 10}px`;
    tip.style.right = right ? `${map.clientWidth - x + 10}px` : "auto";
    tip.style.top = `${(talk.y - view.y) * scale + 10}px`;
  }

  function goTo(talk) {
    if (here) { here.point.classList.remove("here"); here.point.setAttribute("aria-selected", "false"); }
    here = talk;
    name(talk);
    if (!talk) { map.removeAttribute("aria-activedescendant"); return; }
    const { x, y, width, height } = view;
    if (talk.x < x || talk.x > x + width || talk.y < y || talk.y > y + height)
      see(talk.x, talk.y, shareShown());
    talk.point.classList.add("here");
    talk.point.setAttribute("aria-selected", "true");
    map.setAttribute("aria-activedescendant", talk.point.id);
  }

  // The nearest talk that way, those straight ahead before those aside.
  function ahead(from, [across, down]) {
    let best = null;
    let least = Infinity;
    for (const talk of points) {
      const forward = (talk.x - from.x) * across + (talk.y - from.y) * down;
      const aside = Math.abs((talk.x - from.x) * down) + Math.abs((talk.y - from.y) * across);
      const cost = forward + 2.5 * aside;
      if (forward > 0 && cost < least && (talk.shown || state.region)) [best, least] = [talk, cost];
    }
    return best;
  }

  const STEP = 1.25; // of the zoom
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  if (map) {
    map.setAttribute("tabindex", "0");
    map.setAttribute("role", "listbox");
    map.setAttribute("aria-label", _("Map of the talks"));
    $("#points").removeAttribute("aria-hidden");
    for (const group of all("#points, #points g")) group.setAttribute("role", "presentation");
    for (const talk of points) {
      talk.point.setAttribute("role", "option");
      talk.point.setAttribute("aria-selected", "false");
      talk.point.setAttribute("aria-label", talk.title);
    }
    map.addEventListener("keydown", (event) => {
      const first = points.find((talk) => talk.shown);
      if (event.key in WAYS) {
        const from = here || first;
        const next = here && from ? ahead(from, WAYS[event.key]) : first;
        if (event.shiftKey && from && next) {
          corner = corner || from;
          state.region = between(corner, next, 1);
          change();
        } else corner = null;
        if (next) goTo(next);
      } else if (event.key === "Enter" && here) open(here);
      else if (event.key === "Escape" && state.region) { state.region = null; corner = null; change(); }
      else if (event.key === "+" || event.key === "-") zoomAt(here || middle(), event.key === "+" ? 1 / STEP : STEP);
      else return;
      event.preventDefault();
    });
    map.addEventListener("blur", () => goTo(null));
    $("#paint").after(" ", zoom);
    zoom.addEventListener("click", () =>
      look(isWhole() ? state.region : [0, 0, whole.width, whole.height]));
    // The wheel alone scrolls the page; so does a pinch with two fingers, which zooms with Ctrl.
    map.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoomAt(place(event), STEP ** Math.sign(event.deltaY));
    }, { passive: false });
    map.addEventListener("pointerover", (event) => name(byPoint.get(event.target) || here));
    map.addEventListener("pointerleave", () => name(here));

    const middle = () => ({ x: view.x + view.width / 2, y: view.y + view.height / 2 });
    const place = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    let start = null;
    let dragged = false;
    let isMoved = false;
    map.addEventListener("dragstart", (event) => event.preventDefault());
    map.addEventListener("pointerdown", (event) => {
      dragged = false;
      // A finger scrolls the page.
      if (event.pointerType !== "touch" && event.button === 0) start = place(event);
    });
    map.addEventListener("pointermove", (event) => {
      if (!start) return;
      const end = place(event);
      dragged = dragged || Math.hypot(end.x - start.x, end.y - start.y) > 6 * shareShown();
      if (!dragged) return;
      map.setPointerCapture(event.pointerId);
      // A part of the map moves; with Shift, and on the whole map, a region is selected.
      isMoved = !isWhole() && !event.shiftKey;
      if (isMoved) {
        const { x, y } = middle();
        see(x + start.x - end.x, y + start.y - end.y, shareShown());
      } else {
        state.region = between(start, end);
        show();
      }
    });
    map.addEventListener("pointerup", () => {
      if (start && dragged && !isMoved) change();
      start = null;
    });
    map.addEventListener("click", (event) => {
      if (dragged) dragged = false;
      else if (byPoint.has(event.target)) open(byPoint.get(event.target));
      else if (event.target.closest("text")) {
        const topics = facetNamed("topic");
        const at = valueAt(topics, event.target.closest("text").dataset.topic);
        if (at >= 0) choose(topics, at);
      }
      else if (state.region) { state.region = null; change(); }
    });
  }

  /* The colours of the map */

  const paint = $("#paint");
  const COLOURS = ["c0", "c1", "c2", "c3", "c4", "c5"]; // for the most frequent values; others are grey

  function paintBy(facet) {
    // Without a colour of its own, a mark has that of its topic.
    const colour = (at) => COLOURS[facet.ranks[at]] || "none";
    for (const { row } of facets.flatMap(({ values }) => values)) row.classList.remove("painted", "none", ...COLOURS);
    for (const talk of points) {
      talk.point.classList.remove("none", ...COLOURS);
      if (facet) talk.point.classList.add(colour(talk.of[facet.name][0]));
    }
    if (facet) facet.values.forEach(({ row }, at) => row.classList.add("painted", colour(at)));
  }

  if (paint) {
    for (const facet of facets.filter(({ name }) => name !== "topic")) {
      // Talks without a value are grey, too.
      facet.ranks = facet.values.map(({ id }, at) => (["", "none", "unknown"].includes(id) ? -1 : at));
      paint.append(make("option", NOUNS[facet.name], { value: facet.name }));
    }
    paint.addEventListener("change", () => paintBy(facetNamed(paint.value)));
  }

  /* The address */

  function address() {
    const parts = new URLSearchParams();
    for (const facet of facets)
      for (const at of facet.chosen) parts.append(facet.name, facet.values[at].id);
    if (state.words) parts.set("words", state.words);
    if (state.region) parts.set("region", state.region.join(" "));
    if (state.sort) parts.set("sort", state.sort);
    if (state.talk) parts.set("talk", state.talk.id);
    const sides = $("#compare");
    if (sides && sides.open) parts.set("compare", "yes");
    return `#${parts}`;
  }

  // What is typed or opened is no step to go back to.
  function remember(quietly = false) {
    const now = address();
    if (now === (location.hash || "#")) return;
    history[quietly ? "replaceState" : "pushState"](null, "", now);
  }

  function change(quietly = false) {
    show();
    remember(quietly);
  }

  function restore() {
    const parts = new URLSearchParams(location.hash.slice(1));
    clear();
    for (const facet of facets)
      for (const id of parts.getAll(facet.name)) {
        const at = valueAt(facet, id);
        if (at >= 0) facet.chosen.add(at);
      }
    setWords(parts.get("words") || "");
    const corners = (parts.get("region") || "").split(" ").map(Number);
    state.region = map && corners.length === 4 && corners.every(Number.isFinite) ? corners : null;
    const column = parts.get("sort") || "";
    state.sort = heads.some((head) => head.dataset.sort === column.replace("-", "")) ? column : "";
    const sides = $("#compare");
    if (sides) sides.open = parts.has("compare");
    const talk = byId.get(parts.get("talk")) || talks[/^#t(\d+)$/.test(location.hash) ? location.hash.slice(2) : -1];
    for (const details of all("details[open]", body)) if (!talk || details !== talk.details) details.open = false;
    state.talk = null;
    sort();
    show();
    if (talk) {
      state.talk = talk;
      talk.details.open = true;
      if (talk.shown) talk.row.scrollIntoView({ block: "start" });
    }
  }

  $("form").addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", () => { setWords(search.value); change(true); });
  if ($("#compare")) $("#compare").addEventListener("toggle", () => remember(true));
  addEventListener("popstate", restore);

  // The texts of many talks come compressed.
  async function unpack() {
    const packed = $("#texts");
    if (!packed || !("DecompressionStream" in window)) return;
    const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const texts = await new Response(stream).json();
    texts.forEach((more, at) => {
      talks[at].more = more;
      talks[at].text += fold(`\n${more.map(wordsOf).join("\n")}`);
    });
  }

  unpack().then(() => {
    restore();
    document.documentElement.classList.add("script");
  });
})();
