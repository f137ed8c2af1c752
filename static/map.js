/* The street map, only on the answer to ?karte=strassen. What it shows stands in the page as JSON;
   names are put in as text, never as HTML. The list beside the drawing remains the way without it. */
(() => {
  "use strict";
  const NEAR = 48; // pixels: closer pins would cover each other, so they become one
  const part = document.querySelector(".street-map");
  const canvas = part.querySelector(".street-map__canvas");
  const ask = part.querySelector(".street-map__ask");
  const data = JSON.parse(document.getElementById("street-map-data").textContent);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  function draw() {
    ask.remove();
    canvas.hidden = false;
    const map = L.map(canvas, {
      attributionControl: false, // the source stands below, as HTML
      zoomControl: false,
      scrollWheelZoom: false, // it would hold up whoever scrolls the page
      fadeAnimation: !still,
      zoomAnimation: !still,
      markerZoomAnimation: !still,
      maxBounds: L.latLngBounds(data.town).pad(0.5),
      minZoom: 11,
      maxZoom: 18,
    });
    // Nothing shown begins beneath the control in the upper left corner.
    map.fitBounds(data.shown, { paddingTopLeft: [68, 40], paddingBottomRight: [24, 24], maxZoom: 16 });
    L.control.zoom({ zoomInTitle: "Vergrößern", zoomOutTitle: "Verkleinern" }).addTo(map);
    L.tileLayer(data.tiles).addTo(map);
    for (const ring of data.borders) {
      L.polyline(ring, { className: "street-map__border", interactive: false }).addTo(map);
    }
    for (const area of data.areas) {
      L.polygon(area, { className: "street-map__area", interactive: false }).addTo(map);
    }
    const pins = L.layerGroup().addTo(map);
    const putPins = () => {
      pins.clearLayers();
      grouped(map).forEach((group) => addPin(pins, group));
    };
    putPins();
    map.on("zoomend", putPins);
    map.on("popupopen", ({ popup }) => {
      const close = popup.getElement().querySelector(".leaflet-popup-close-button");
      close.setAttribute("aria-label", "Schließen");
    });
  }

  function grouped(map) {
    const groups = [];
    for (const pin of data.pins) {
      const point = map.latLngToLayerPoint(pin.at);
      const near = groups.find((group) => group.point.distanceTo(point) < NEAR);
      if (near) {
        near.pins.push(pin);
      } else {
        groups.push({ point, pins: [pin] });
      }
    }
    return groups.map((group) => group.pins);
  }

  function addPin(layer, group) {
    const numbers = [...new Set(group.map((pin) => pin.number))];
    const label = numbers.length > 2 ? `${numbers[0]} …` : numbers.join(", ");
    const names = group.map((pin) => pin.name).join(", ");
    const icon = L.divIcon({
      className: "street-map__pin",
      html: label,
      iconSize: [numbers.length > 1 ? 48 : 32, 32],
      popupAnchor: [0, -12],
    });
    const marker = L.marker(group[0].at, { icon, title: names }).addTo(layer);
    marker.getElement().setAttribute("aria-label", `${label} ${names}`);
    marker.bindPopup(linksTo(group));
  }

  function linksTo(group) {
    const list = document.createElement("ul");
    for (const { number, name, link } of group) {
      const way = document.createElement("a");
      way.href = link;
      way.textContent = name;
      const item = document.createElement("li");
      item.append(`${number} `, way);
      list.append(item);
    }
    return list;
  }

  part.querySelector(".street-map__without").remove();
  // Who came here from elsewhere, by somebody's link, has not been told yet what is sent to whom.
  if (document.referrer.startsWith(`${location.origin}/`)) {
    draw();
  } else {
    ask.hidden = false;
    ask.querySelector("button").addEventListener("click", draw);
  }
})();
