// mistake: one-arrow-for-two-uses
// region: draw-the-graph/boxes-and-arrows
// message: one arrow for each use
for (const Node* node : order) {
  box(*node);
  const Node *first = node->parents[0].node(), *second = node->parents[1].node();
  if (first) arrow(*first, *node);
  if (second && second != first) arrow(*second, *node);
}
