/* The map beside a list: what the list says, as shapes. Without this file the list alone stands there. */
(() => {
  "use strict";
  if (!window.L) return;
  const L = window.L;
  const style = getComputedStyle(document.documentElement);
  const colour = (name, other) => style.getPropertyValue(name).trim() || other;
  const tones = {
    bad: colour("--bad", "#b3261e"), warn: colour("--warn", "#8a5a00"), info: colour("--brand", "#0a5a63"),
    idle: colour("--ink-2", "#555555"), good: colour("--good", "#1e6b34"), ground: colour("--ink-3", "#767676"),
  };
  const tone = (feature) => tones[feature.properties.tone] || tones.info;

  function shown(map, collection) {
    return L.geoJSON(collection, {
      pointToLayer: (feature, at) => L.circleMarker(at, { radius: feature.properties.tone === "idle" ? 4 : 8 }),
      style: (feature) => feature.properties.tone === "ground" ? { color: tones.ground, weight: 1, fillOpacity: 0.04 } : { color: tone(feature), weight: 2, fillOpacity: 0.35 },
      onEachFeature: (feature, layer) => {
        if (feature.properties.name) layer.bindTooltip(document.createTextNode(feature.properties.name).textContent.replace(/[<>&]/g, ""));
        if (feature.properties.url) layer.on("click", () => location.assign(feature.properties.url));
      },
    }).addTo(map);
  }

  function drawing(map, box) {
    const field = document.getElementById(box.dataset.draws);
    const tools = document.querySelector("[data-map-tools]");
    let corners = [];
    const line = L.polygon([], { color: tones.bad, weight: 2, dashArray: "6 4" }).addTo(map);
    const draw = () => {
      line.setLatLngs(corners);
      const ring = corners.map((c) => [+c.lng.toFixed(6), +c.lat.toFixed(6)]);
      field.value = ring.length > 2 ? JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] }) : "";
    };
    map.on("click", (event) => { corners.push(event.latlng); draw(); });
    tools.hidden = false;
    tools.querySelector("[data-map-undo]").addEventListener("click", () => { corners.pop(); draw(); });
    tools.querySelector("[data-map-clear]").addEventListener("click", () => { corners = []; draw(); });
    try {
      const before = JSON.parse(field.value);
      if (before.type === "Polygon") corners = before.coordinates[0].slice(0, -1).map(([lon, lat]) => L.latLng(lat, lon));
      line.setLatLngs(corners);
    } catch { /* nothing drawn before */ }
  }

  for (const box of document.querySelectorAll("[data-map]")) {
    let collection;
    try { collection = JSON.parse(box.dataset.map); } catch { continue; }
    box.hidden = false;
    const map = L.map(box, { attributionControl: false, zoomSnap: 0.5 });
    const layer = shown(map, collection);
    const bounds = layer.getBounds();
    if (bounds.isValid()) map.fitBounds(bounds.pad(0.15), { maxZoom: 18 }); else { box.hidden = true; continue; }
    if (box.dataset.draws) drawing(map, box);
  }
})();
