// Search over names and headings (search.js holds the list), and the mark at the step that is being read.
"use strict";

(() => {
  const query = document.getElementById("query");
  const found = document.getElementById("found");
  let chosen = 0;

  // Words must all occur; what begins with the first word comes first, then shorter titles.
  function matches(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const rank = ([title]) => {
      const lower = title.toLowerCase();
      if (!words.every((word) => lower.includes(word))) return -1;
      const last = lower.split(/::|\//).pop();
      return (last === words[0] ? 0 : last.startsWith(words[0]) ? 1 : lower.startsWith(words[0]) ? 2 : 3) * 1000 + title.length;
    };
    return gradusNames.map((entry) => [rank(entry), entry]).filter(([r]) => r >= 0)
      .sort((a, b) => a[0] - b[0]).slice(0, 30).map(([, entry]) => entry);
  }

  function show() {
    const text = query.value.trim();
    found.classList.toggle("open", text !== "");
    found.replaceChildren();
    if (text === "") return;
    const list = matches(text);
    chosen = Math.min(chosen, Math.max(list.length - 1, 0));
    list.forEach(([title, kind, address], index) => {
      const row = document.createElement("li");
      const link = document.createElement("a");
      const sort = document.createElement("small");
      link.href = address;
      link.textContent = title;
      sort.textContent = kind;
      link.append(sort);
      row.append(link);
      row.classList.toggle("chosen", index === chosen);
      found.append(row);
    });
    if (list.length === 0) {
      const row = document.createElement("li");
      row.className = "nothing";
      row.textContent = "nothing found";
      found.append(row);
    }
  }

  query.addEventListener("input", () => { chosen = 0; show(); });
  query.addEventListener("keydown", (event) => {
    const rows = found.querySelectorAll("a");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = Math.max(0, Math.min(rows.length - 1, chosen + (event.key === "ArrowDown" ? 1 : -1)));
      show();
      event.preventDefault();
    } else if (event.key === "Enter" && rows[chosen]) {
      location.href = rows[chosen].href;
      found.classList.remove("open");
    } else if (event.key === "Escape") {
      query.value = "";
      show();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) found.classList.remove("open");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/INPUT|TEXTAREA/.test(document.activeElement.tagName)) {
      query.focus();
      event.preventDefault();
    }
  });

  // Which step is at the top of the window?
  const links = [...document.querySelectorAll("#side ul ul a")];
  const anchors = links.map((link) => document.getElementById(link.hash.slice(1)));
  function mark() {
    let here = -1;
    anchors.forEach((anchor, index) => { if (anchor && anchor.getBoundingClientRect().top < 140) here = index; });
    links.forEach((link, index) => link.classList.toggle("here", index === here));
  }
  if (links.length) {
    addEventListener("scroll", mark, { passive: true });
    mark();
  }
})();
