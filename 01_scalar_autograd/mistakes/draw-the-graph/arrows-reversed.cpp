// mistake: arrows-reversed
// region: draw-the-graph/boxes-and-arrows
// message: the arrows run against the flow
for (const Node* node : order) {
  box(*node);
  for (const Value& parent : node->parents)
    if (parent.node()) arrow(*node, *parent.node());
}
