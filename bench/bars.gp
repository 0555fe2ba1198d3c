# gnuplot -c bars.gp OUTPUT [TITLE DATA]...: bars on a logarithmic scale, a tick at each power of ten, three
# panels side by side. It is drawn on nothing, in colours that can be read on white and on black.
text = "#7d8590"
ours = 0x2f81f7
others = 0x9aa4af
panels = 3
set terminal svg size 1050, 220 dynamic font "sans-serif,12"
set output ARG1
set datafile separator "\t"
set border 1 linecolor rgb text
set ytics scale 0 nomirror textcolor rgb text
set xtics scale 0.5 nomirror format ""
set style fill solid 1.0 noborder
set boxwidth 0.7
unset key
set multiplot
do for [i = 0:panels - 1] {
  title = value("ARG".(2 + 2 * i))
  data = value("ARG".(3 + 2 * i))
  set lmargin at screen (i + 0.36) / panels
  set rmargin at screen (i + 0.97) / panels
  set tmargin at screen 0.84
  set bmargin at screen 0.06
  unset logscale x
  set xrange [*:*]
  set yrange [*:*]
  stats data using 2 nooutput
  set logscale x
  least = 10 ** (floor(log10(STATS_min)) - 0.3)
  set xrange [least:STATS_max * (STATS_max / least) ** 0.4]
  set yrange [STATS_records - 0.4:-0.6]
  set title title offset 0, -0.3 textcolor rgb text
  plot data using 2:0:(least):2:($0 - 0.35):($0 + 0.35):($4 == 1 ? ours : others):yticlabels(1) \
         with boxxyerror linecolor rgb variable, \
       data using 2:0:3 with labels left offset 0.7, 0 textcolor rgb text
}
unset multiplot
