// mistake: stride-and-dilation-exchanged
// region: strided-windows/view
// message: unfold by the stride, slice by the dilation
Layout view = image;
for (int axis = 0; axis < 2; ++axis) {
  const Index stride = settings.stride[axis];
  const Index reach = stride * (sizes.kernel[axis] - 1) + 1;
  view = views::unfold(view, axis, reach, settings.dilation[axis]);
  view = views::slice(view, 3 + axis, 0, reach, stride);
}
return views::permute(view, {0, 1, 3, 4, 2});
