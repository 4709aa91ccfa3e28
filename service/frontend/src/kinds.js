// How each sort of node is drawn: by shape and by colour, since neither is enough for everybody.
// Shapes are polygons between -1 and 1, of which cytoscape and a legend can both be made.

const around = (corners, turn = -0.25, inner = null) => {
  const count = inner ? corners * 2 : corners;
  return Array.from({ length: count }, (_, index) => {
    const angle = 2 * Math.PI * (index / count + turn);
    const far = inner && index % 2 ? inner : 1;
    return [far * Math.cos(angle), far * Math.sin(angle)];
  }).flat();
};

export const KINDS = {
  actor: { colour: "--ban", points: around(24) },
  practice: { colour: "--risk", points: around(4) },
  norm: { colour: "--open", points: around(6) },
  provision: { colour: "--condition", points: around(4, 0.125) },
  "provision version": { colour: "--condition", points: [-1, -0.6, 1, -0.6, 1, 0.6, -1, 0.6] },
  stage: { colour: "--doubt", points: around(3) },
  event: { colour: "--visited", points: around(5, -0.25, 0.45) },
  claim: { colour: "--inform", points: around(3, 0.25) },
};
