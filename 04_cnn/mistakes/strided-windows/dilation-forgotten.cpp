// mistake: dilation-forgotten
// region: strided-windows/view
// message: the dilation was forgotten: every second row only
Layout view = image;
for (int axis = 0; axis < 2; ++axis)
  view = views::unfold(view, axis, sizes.kernel[axis], settings.stride[axis]);
return views::permute(view, {0, 1, 3, 4, 2});
