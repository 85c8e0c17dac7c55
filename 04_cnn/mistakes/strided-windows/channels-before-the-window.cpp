// mistake: channels-before-the-window
// region: strided-windows/view
// message: the channels of a place lie next to one another
Layout view = image;
for (int axis = 0; axis < 2; ++axis) {
  const Index dilation = settings.dilation[axis];
  const Index reach = dilation * (sizes.kernel[axis] - 1) + 1;
  view = views::unfold(view, axis, reach, settings.stride[axis]);
  view = views::slice(view, 3 + axis, 0, reach, dilation);
}
return view;
