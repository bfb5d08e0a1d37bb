using System.Text.RegularExpressions;
using System.Xml.Linq;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

public sealed partial class GraphTests : IDisposable
{
    private const string Nasty = """1. <b>a</b> "]; end | `x` {{y}} --> #quot; & é 😀""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mermaid")]
    [InlineData("svg")]
    public void The_labs_picture_says_who_gets_where_with_which_key_and_no_secret(string form)
    {
        var run = Running.Tool.Run("graph", Lab.Policies, "--output", form);
        run.ExitCode.ShouldBe(0, run.Error);
        string said = Said(run.Output);
        foreach (string word in (string[])["*", "prefix /huggingface-gloo-gw", "selfminted", "llms > huggingface", "default/huggingface-upstream", "default/hftoken"])
        {
            said.ShouldContain(word);
        }

        run.Output.ShouldNotContain("hf_");
    }

    [Fact]
    public void Mermaid_has_a_line_from_host_to_route_to_who_to_upstream_by_the_key() =>
        Running.Tool.Run("graph", Lab.Policies).Output.Split('\n').Select(l => l.Trim()).ShouldBe(
        [
            "flowchart LR",
            "host0([\"default/ai-services-vs<br/>#42;\"])",
            "route0[\"routes[0]<br/>prefix /huggingface-gloo-gw\"]",
            "who0{{\"a token of selfminted, viewer (llms #62; huggingface contains hugging-face-latest)\"}}",
            "host0 --> route0 --> who0",
            "target0[[\"default/huggingface-upstream<br/>https://api-inference.huggingface.co:443\"]]",
            "who0 -->|\"key<br/>default/hftoken\"| target0",
            "",
        ]);

    [Fact]
    public void An_upstream_of_two_routes_is_one_node()
    {
        string output = Running.Tool.Run("graph", Lab.Policies, _folder.Write("more.yaml", Service("second"))).Output;
        Regex.Count(output, "default/huggingface-upstream").ShouldBe(1);
        Regex.Count(output, " target0$", RegexOptions.Multiline).ShouldBe(2);
    }

    [Fact]
    public void No_text_of_a_manifest_breaks_the_syntax_of_Mermaid()
    {
        string output = Running.Tool.Run("graph", _folder.Write("vs.yaml", Service(Nasty))).Output;
        string label = Labels().Matches(output).Select(m => m.Groups[1].Value).Single(l => l.Contains("prefix /second", StringComparison.Ordinal));
        label.ShouldMatch("""^([\p{L}\p{N} /,.:()\[\]-]|#\d+;|<br/>)+$""");
        Said(label).ShouldContain(Nasty);
    }

    [Fact]
    public void No_text_of_a_manifest_breaks_the_xml()
    {
        var run = Running.Tool.Run("graph", _folder.Write("vs.yaml", Service(Nasty + "\\u0007\\uFFFE")), "--output", "svg");
        run.ExitCode.ShouldBe(0, run.Error);
        XNamespace svg = "http://www.w3.org/2000/svg";
        string text = string.Join(' ', XElement.Parse(run.Output).Elements(svg + "text").Select(t => t.Value));
        foreach (string word in Nasty.Split(' '))
        {
            text.ShouldContain(word);
        }
    }

    [Fact]
    public void Nothing_in_the_svg_lies_outside_of_it_or_over_another_box()
    {
        XElement picture = XElement.Parse(Running.Tool.Run("graph", Lab.Policies, _folder.Write("vs.yaml", Service(string.Join(' ', Enumerable.Repeat("long", 100)) + new string('x', 200))), "-o", "svg").Output);
        XNamespace svg = "http://www.w3.org/2000/svg";
        (int Left, int Top, int Right, int Bottom)[] boxes =
            [.. picture.Elements(svg + "rect").Where(r => (string?)r.Attribute("class") == "box").Select(r => (At(r, "x"), At(r, "y"), At(r, "x") + At(r, "width"), At(r, "y") + At(r, "height")))];
        boxes.Length.ShouldBeGreaterThan(7);
        foreach (var box in boxes)
        {
            box.Right.ShouldBeLessThan(At(picture, "width"));
            box.Bottom.ShouldBeLessThan(At(picture, "height"));
            boxes.Where(o => o != box && o.Left < box.Right && box.Left < o.Right && o.Top < box.Bottom && box.Top < o.Bottom).ShouldBeEmpty();
        }

        foreach (XElement text in picture.Elements(svg + "text").Where(t => t.Attribute("class") is null))
        {
            boxes.ShouldContain(b => b.Left < At(text, "x") && At(text, "x") + (text.Value.Length * 7) < b.Right && b.Top < At(text, "y") && At(text, "y") < b.Bottom, text.Value);
        }
    }

    [Fact]
    public void The_svg_has_colours_for_dark_and_light() => Running.Tool.Run("graph", Lab.Policies, "--output", "svg").Output.ShouldContain("prefers-color-scheme: dark");

    [Fact]
    public void Manifests_that_do_not_load_have_no_picture()
    {
        var run = Running.Tool.Run("graph", _folder.Write("vs.yaml", Lab.VirtualService.Replace("rbac:", "rback:", StringComparison.Ordinal)));
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("error LLMP0010");
    }

    private static int At(XElement element, string name) => (int)element.Attribute(name)!;

    private static string Said(string output) => Regex.Replace(output, "#(\\d+);", m => char.ConvertFromUtf32(int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)))
        .Replace("</text>", "", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);

    private static string Service(string name) => $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: second}
        spec:
          virtualHost:
            domains: [second.example]
            routes:
              - name: "{{name.Replace("\"", "\\\"", StringComparison.Ordinal)}}"
                matchers: [{prefix: /second}]
                routeAction: {single: {upstream: {name: huggingface-upstream, namespace: default} } }
              - matchers: [{prefix: /}]
                directResponseAction: {status: 200}
        """;

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Labels();
}
