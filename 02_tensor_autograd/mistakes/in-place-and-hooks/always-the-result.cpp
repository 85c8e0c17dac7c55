// mistake: always-the-result
// region: in-place-and-hooks/place
// message: took the place of the result
  GraphAccess::attach(x, Ref<Node>(result.node()), result.output_index());
