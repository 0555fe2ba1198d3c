# gnuplot -c bars.gp OUTPUT "DATA...": draws panels with bars from 0, three panels in a row. DATA is a title, then rows of
# a name, a value, a label and whether it is ours. An endless value has a bar as long as the longest one. The background
# is transparent, and the colours are visible on white and on black.
text = "#7d8590"
ours = 0x2f81f7
others = 0x9aa4af
panels = words(ARG2)
rows = (panels + 2) / 3
set terminal svg size 880, 190 * rows dynamic font "sans-serif,13"
set output ARG1
set datafile separator "\t"
set border 2 linecolor rgb text
set ytics scale 0 nomirror textcolor rgb text
unset xtics
set style fill solid 1.0 noborder
unset key
set multiplot
ends(value, label) = label[1:1] eq ">" ? NaN : value
shown(value, label) = label[1:1] eq ">" ? most : value
do for [i = 0:panels - 1] {
  data = word(ARG2, i + 1)
  row = i / 3
  set lmargin at screen (i % 3 + 0.42) / 3
  set rmargin at screen (i % 3 + 0.99) / 3
  set tmargin at screen 1 - (row + 0.16) / rows
  set bmargin at screen 1 - (row + 0.96) / rows
  set xrange [*:*]
  set yrange [*:*]
  stats data skip 1 using (ends($2, stringcolumn(3))) nooutput
  most = STATS_max
  stats data skip 1 using 2 nooutput
  set xrange [0:most * 2.5]
  set yrange [STATS_records - 0.4:-0.6]
  set label 1 system("head -n 1 ".data) at graph 0, 1.09 left textcolor rgb text
  plot data skip 1 using (0):0:(0):(shown($2, stringcolumn(3))):($0 - 0.35):($0 + 0.35): \
         ($4 == 1 ? ours : others):yticlabels(1) with boxxyerror linecolor rgb variable, \
       data skip 1 using (shown($2, stringcolumn(3))):0:3 with labels left offset 0.5, 0 textcolor rgb text
}
unset multiplot
