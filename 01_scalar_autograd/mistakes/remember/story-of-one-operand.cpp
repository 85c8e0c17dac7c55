// mistake: story-of-one-operand
// region: remember/how-made
// message: the story leaves out the second operand
text << value.data();
if (!value.parents().empty()) text << " = " << value.op() << '(' << value.parents()[0].data() << ')';
