// mistake: box-for-each-use
// region: draw-the-graph/boxes-and-arrows
// message: a was drawn once for each use
box(*order.back());
for (const Node* node : order) {
  for (const Value& parent : node->parents) {
    if (!parent.node()) continue;
    box(*parent.node());
    arrow(*parent.node(), *node);
  }
}
