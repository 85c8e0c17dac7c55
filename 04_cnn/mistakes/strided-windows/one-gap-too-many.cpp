// mistake: one-gap-too-many
// region: strided-windows/view
// message: reach over 3 rows, not 4
Layout view = image;
for (int axis = 0; axis < 2; ++axis) {
  const Index dilation = settings.dilation[axis];
  const Index reach = dilation * sizes.kernel[axis];
  view = views::unfold(view, axis, reach, settings.stride[axis]);
  view = views::slice(view, 3 + axis, 0, reach, dilation);
}
return views::permute(view, {0, 1, 3, 4, 2});
