// mistake: leaves-without-boxes
// region: draw-the-graph/boxes-and-arrows
// message: the leaves a and b have none
for (const Node* node : order) {
  if (node->parents[0].node()) box(*node);
  for (const Value& parent : node->parents)
    if (parent.node()) arrow(*parent.node(), *node);
}
