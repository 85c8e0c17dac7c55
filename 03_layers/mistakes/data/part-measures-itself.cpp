// mistake: part-measures-itself
// region: data/part
// from: 29
// message: this is the mean of the part's own pixels
  const Array images = images_.with(views::slice(images_.layout, 0, begin, end));
  return {images, labels_.with(views::slice(labels_.layout, 0, begin, end)), classes_,
          measure(images)};
