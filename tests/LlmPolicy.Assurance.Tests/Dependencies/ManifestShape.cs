using System.Text;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A manifest that is large in a way of its own, however long it is to be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Make">Makes it, of some so many characters.</param>
internal sealed record ManifestShape(string Name, Func<int, string> Make)
{
    public static IReadOnlyList<ManifestShape> All { get; } =
    [
        Repeated("documents that are no manifests", _ => "---\na\n"),
        Repeated("empty documents", _ => "---\n"),
        Repeated("documents without kind", i => $"---\nmetadata: {{name: c4nary-{i}}}\n"),
        Repeated("unknown kinds", i => $"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{i}}}\n"),
        Repeated("VirtualServices with unknown fields", i => $"---\napiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {{name: v{i}}}\nspec: {{virtualHoost: {{domains: ['c4nary{i}']}}}}\n"),
        Repeated("Secrets", i => $"---\napiVersion: v1\nkind: Secret\nmetadata: {{name: s{i}, namespace: default}}\ntype: gloo.solo.io/header\nstringData: {{x-a: \"c4nary\\n\"}}\n"),
        Inside("a list", i => $"- {i}\n"),
        Inside("an object", i => $"k{i}: 1\n"),
        Inside("the same key", _ => "k: 1\n"),
        Inside("anchors", i => $"- &a{i} 1\n"),
        Inside("aliases", i => i == 0 ? "- &a [1, 2, 3, 4, 5, 6, 7, 8]\n" : "- *a\n"),
        Inside("aliases of aliases", i => i == 0 ? "- &a0 [1, 2]\n" : $"- &a{i} [*a{i - 1}, *a{i - 1}]\n"),
        Inside("tags", _ => "- !c4nary 1\n"),
        Inside("comments", _ => "# c4nary\n"),
        Inside("floats", i => $"- 1e{i}\n"),
        Inside("routes", i => $"- matchers: [{{prefix: /{i}}}]\n  directResponseAction: {{status: 200, bodyy: c4nary}}\n", indent: 6, before: "apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: v}\nspec:\n  virtualHost:\n    domains: [large.test]\n    routes:\n"),
        Inside("regular expressions", i => $"- matchers: [{{regex: '/({i}|a+)*(b|c){{1,9}}['}}]\n  directResponseAction: {{status: 200}}\n", indent: 6, before: "apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: v}\nspec:\n  virtualHost:\n    domains: [large.test]\n    routes:\n"),
        new("one long text", length => $"kind: {new string('c', length)}\n"),
        new("one long key", length => $"{new string('c', length)}: 1\n"),
        new("flow lists inside each other", length => new string('[', length / 2) + new string(']', length / 2)),
        new("flow objects inside each other", length => string.Concat(Enumerable.Repeat("{a: ", length / 5)) + new string('}', length / 5)),
        new("lists inside each other", length => string.Concat(Enumerable.Repeat("- ", length / 2)) + "a\n"),
        new("objects inside each other", length => Nested((int)Math.Sqrt(2 * length))),
        new("a list that is not closed", length => "[" + string.Concat(Enumerable.Repeat("a, ", length / 3))),
        new("a text that is not closed", length => "\"" + new string('c', length)),
        new("NUL", length => new string('\0', length)),
        new("line breaks", length => new string('\n', length)),
        new("tabs", length => new string('\t', length)),
    ];

    public override string ToString() => Name;

    private static ManifestShape Repeated(string name, Func<int, string> part) => new(name, length => Repeat("", part, length));

    private static ManifestShape Inside(string name, Func<int, string> part, int indent = 2, string before = "kind: c4nary\nspec:\n") =>
        new(name, length => Repeat(before, i => string.Concat(part(i).TrimEnd('\n').Split('\n').Select(line => new string(' ', indent) + line + "\n")), length));

    private static string Repeat(string before, Func<int, string> part, int length)
    {
        StringBuilder text = new(before, length + 100);
        for (int i = 0; text.Length < length; i++)
        {
            text.Append(part(i));
        }

        return text.ToString();
    }

    private static string Nested(int levels)
    {
        StringBuilder text = new();
        for (int i = 0; i < levels; i++)
        {
            text.Append(' ', i).Append("a:\n");
        }

        return text.ToString();
    }
}
