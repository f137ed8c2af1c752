// Names for what Django's own widgets build without one: whoever listens has to know what it is.
"use strict";

function nameAll() {
    for (const hint of document.querySelectorAll("span.help-tooltip:not([role])")) {
        hint.setAttribute("role", "img");
    }
    for (const search of document.querySelectorAll("input.select2-search__field:not([aria-label])")) {
        const select = search.closest(".select2-container").previousElementSibling;
        const label = select && document.querySelector(`label[for="${select.id}"]`);
        search.setAttribute("aria-label", label ? label.textContent.replace(":", "").trim() : "Suchen");
    }
}

// Rows and lists come and go while a form is filled in.
new MutationObserver(nameAll).observe(document, { childList: true, subtree: true });
