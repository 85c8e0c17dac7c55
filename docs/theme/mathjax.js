MathJax.Hub.Config({ SVG: { scale: 92 }, messageStyle: "none", showMathMenu: false });
