// mistake: stride-forgotten
// region: strided-windows/view
// message: the stride was forgotten: windows are 2 columns apart
Layout view = image;
for (int axis = 0; axis < 2; ++axis) {
  const Index dilation = settings.dilation[axis];
  const Index reach = dilation * (sizes.kernel[axis] - 1) + 1;
  view = views::unfold(view, axis, reach, 1);
  view = views::slice(view, 3 + axis, 0, reach, dilation);
}
return views::permute(view, {0, 1, 3, 4, 2});
