// mistake: version-not-noted
// region: in-place-and-hooks/place
// message: x has to note the version of its new elements
  if (recording) GraphAccess::attach(x, Ref<Node>(result.node()), result.output_index());
