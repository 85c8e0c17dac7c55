// mistake: part-with-first-labels
// region: data/part
// from: 28
// message: the labels still begin with those of the whole data set
  return {images_.with(views::slice(images_.layout, 0, begin, end)),
          labels_.with(views::slice(labels_.layout, 0, 0, end - begin)), classes_, normalization_};
