# awk -v names="NAME|NAME" -v columns="HEADING=MEASURE=FORMAT|..." -f table.awk RESULTS: prints a table in Markdown, with
# a row for each name that has values. The first is ours: the values of the others are followed by their ratio to ours,
# in brackets. With -v measure=MEASURE instead of columns, it prints the data of a picture: name, value, label, and
# whether it is ours; the labels are divided by -v scale. From -v limit on, an overshoot is shown as endless.
BEGIN { FS = "\t" }

{ for (i = 3; i <= NF; ++i) figure[$1, $2, i - 2] = $i }

# Three digits, or all digits before the point.
function round(x, size, digits) {
  size = x < 0 ? -x : x
  digits = sprintf(size >= 100 || x == int(x) ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", x)
  if (size >= 10000) while (match(digits, /[0-9][0-9][0-9][0-9]+/)) {
    size = RSTART + RLENGTH - 4
    digits = substr(digits, 1, size) "," substr(digits, size + 1)
  }
  return digits
}

function value(measure, x) {
  return measure ~ /overshoot$/ && x >= limit ? "> " limit : round(x / scale)
}

# The blank before it is one that does not end a line.
function ratio(x, own) {
  if (own + 0 == 0) return ""
  x /= own
  return "\302\240" sprintf(x >= 9.95 ? "(%.0f×)" : x >= 0.95 ? "(%.1f×)" : "(%.2g×)", x)
}

function label(measure, name, x, text) {
  x = figure[measure, name, 1]
  if (x !~ /^-?[0-9.]+(e[+-]?[0-9]+)?$/) return x
  text = value(measure, x)
  return text (name == ours || text ~ />/ ? "" : ratio(x, figure[measure, ours, 1]))
}

function cell(measure, format, name, text) {
  if (!((measure, name, 1) in figure)) return "-"
  if (format == "plain") return value(measure, figure[measure, name, 1])
  if (format == "p99") return value(measure, figure[measure, name, 4])
  text = label(measure, name)
  if (format == "most") return text ", at most " value(measure, figure[measure, name, 5])
  if (format != "spread") return text
  return text ", " value(measure, figure[measure, name, 2]) " to " value(measure, figure[measure, name, 3])
}

function table(count, column, part, i, j, line, rule, is_known) {
  count = split(columns, column, "|")
  for (i = 1; i <= count; ++i) {
    split(column[i], part, "=")
    line = line " " part[1] " |"
    rule = rule "---|"
  }
  print "\n| Tool |" line "\n|---|" rule
  for (j = 1; j <= name_count; ++j) {
    line = name[j] ~ /^(init|probe)(,|$)/ ? "| **" name[j] "** |" : "| " name[j] " |"
    is_known = 0
    for (i = 1; i <= count; ++i) {
      split(column[i], part, "=")
      is_known += (part[2], name[j], 1) in figure
      line = line " " cell(part[2], part[3], name[j]) " |"
    }
    if (is_known) print line
  }
}

END {
  name_count = split(names, name, "|")
  ours = name[1]
  if (!scale) scale = 1
  if (columns) table()
  for (j = 1; measure && j <= name_count; ++j) {
    if ((measure, name[j], 1) in figure)
      print name[j] FS figure[measure, name[j], 1] FS label(measure, name[j]) FS (name[j] == ours)
  }
}
