// Reads a file of JSON, { scrape, queries }: a scrape in Prometheus's text format and PromQL expressions. Writes what a parser of the format and Prometheus's own grammar make of them.
import { readFileSync } from "node:fs";
import { parser } from "@prometheus-io/lezer-promql";
import parsePrometheusTextFormat from "parse-prometheus-text-format";

const { scrape, queries: given } = JSON.parse(readFileSync(process.argv[2], "utf8"));

// The parser folds the lines of a histogram into one: without types each line stands for itself.
const lines = parsePrometheusTextFormat(scrape.replace(/^#.*$/gm, ""))
  .flatMap(line => line.metrics.map(metric => ({ name: line.name, labels: metric.labels ?? {}, value: metric.value })));
const families = parsePrometheusTextFormat(scrape).map(({ name, type }) => ({
  name,
  type: type.toLowerCase(),
  samples: lines.filter(line => line.name === name || type === "HISTOGRAM" && [`${name}_bucket`, `${name}_sum`, `${name}_count`].includes(line.name)),
}));

const queries = given.map(query => {
  const [metrics, labels, errors] = [new Set(), new Set(), []];
  parser.parse(query).iterate({
    enter(node) {
      if (node.type.isError) {
        errors.push(node.from);
      } else if (node.name === "VectorSelector") {
        metrics.add(query.slice(node.from, node.to).split(/[{[\s]/)[0]);
      } else if (node.name === "LabelName") {
        labels.add(query.slice(node.from, node.to));
      }
    },
  });
  return { metrics: [...metrics], labels: [...labels], errors };
});

process.stdout.write(JSON.stringify({ families, queries }));
