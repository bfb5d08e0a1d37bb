using System.Text.RegularExpressions;
using System.Xml.Linq;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

public sealed partial class GraphTests : IDisposable
{
    private const string Nasty = """1. <b>a</b> "]; end | `x` {{y}} --> #quot; & é 😀""";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

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
    public void Mermaid_goes_from_host_to_route_to_who_may_and_by_the_key_to_the_upstream()
    {
        string[] lines = [.. Running.Tool.Run("graph", Lab.Policies).Output.Split('\n').Select(l => l.Trim())];

        lines[1].ShouldBe("flowchart LR");
        lines.ShouldContain("host0([\"default/ai-services-vs<br/>#42;\"])");
        lines.ShouldContain("route0[\"1#46; routes[0]<br/>prefix /huggingface-gloo-gw\"]");
        lines.ShouldContain("who0(\"claim<br/>a token of selfminted<br/>viewer:<br/>llms #62; huggingface contains<br/>hugging-face-latest\"):::claim");
        lines.ShouldContain("host0 --> route0 --> who0");
        lines.ShouldContain("target0[[\"default/huggingface-upstream<br/>https://api-inference.huggingface.co:443\"]]");
        lines.ShouldContain("who0 -->|\"#128273; key default/hftoken\"| target0");
    }

    [Theory]
    [InlineData("jwt: {disable: true}, rbac: {disable: true}", "anyone")]
    [InlineData("rbac: {disable: true}", "token")]
    [InlineData("rbac: {policies: {p: {principals: [{jwtPrincipal: {}}]}}}", "token")]
    [InlineData("rbac: {policies: {p: {principals: [{jwtPrincipal: {claims: {role: admin}}}]}}}", "claim")]
    [InlineData("rbac: {policies: {p: {principals: [{jwtPrincipal: {claims: {role: admin}}}]}, q: {principals: [{jwtPrincipal: {}}]}}}", "token")]
    [InlineData("rbac: {policies: {}}", "nobody")]
    [InlineData("rbac: {policies: {p: {principals: [{jwtPrincipal: {provider: another, claims: {role: admin}}}]}}}", "nobody")]
    [InlineData("jwtProvidersStaged: {afterExtAuth: {validationPolicy: ALLOW_MISSING, providers: {p: {jwks: {local: {key: '{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}'}}}}}}, rbac: {disable: true}", "anyone")]
    public void Who_may_is_told_by_class_and_in_words_in_both_pictures(string options, string who)
    {
        string file = _folder.Write("vs.yaml", $$"""
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs}
            spec:
              virtualHost:
                options: {jwt: {providers: {company: {jwks: {local: {key: '{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}'} } } } } }
                routes: [{directResponseAction: {status: 200}, options: { {{options}} } }]
            """);

        Running.Tool.Run("graph", file).Output.ShouldMatch($@"who0\(""{who}[<""].*\):::{who}\n");
        XElement route = Picture(file).Descendants(Svg + "g").Single(g => ((string)g.Attribute("class")!).StartsWith("route ", StringComparison.Ordinal));
        ((string)route.Attribute("class")!).ShouldBe($"route {who}");
        route.Elements(Svg + "text").Where(t => (string?)t.Attribute("class") == "title").ShouldHaveSingleItem().Value.ShouldBe(who);
    }

    [Theory]
    [InlineData("mermaid")]
    [InlineData("svg")]
    public void Which_models_may_be_asked_for_is_told(string form)
    {
        string models = _folder.Write("models.yaml", """
            apiVersion: llmpolicy.dev/v1alpha1
            kind: ModelPolicy
            metadata: {name: models}
            spec: {targetRefs: [{kind: VirtualService, name: ai-services-vs}], rules: [{models: [small]}, {models: [large], principals: [{jwtPrincipal: {claims: {role: boss}}}]}]}
            """);

        string said = Said(Running.Tool.Run("graph", Lab.Policies, models, "--output", form).Output);
        foreach (string words in (string[])["the model small", "or the model large", "role = boss"])
        {
            said.ShouldContain(words);
        }
    }

    [Theory]
    [InlineData("mermaid")]
    [InlineData("svg")]
    public void A_legend_says_what_colours_and_key_mean(string form)
    {
        string said = Said(Running.Tool.Run("graph", Lab.Policies, "--output", form).Output);
        foreach (string words in (string[])["anyone may", "with any good token", "with a claim in the token", "nobody may", "a provider's key is put on"])
        {
            said.ShouldContain(words);
        }

        said = Running.Tool.Run("graph", Lab.Policies, "--output", form).Output;
        foreach (string level in (string[])["anyone", "token", "claim", "nobody"])
        {
            said.ShouldMatch(form == "svg" ? $@"<g class=""{level}"">\s*<title>" : $":::{level}\n");
            said.ShouldMatch(form == "svg" ? $@"\.{level} \{{" : $"classDef {level} fill:#\\w+,stroke:#\\w+,color:#\\w+");
        }
    }

    [Theory]
    [InlineData("mermaid")]
    [InlineData("svg")]
    public void A_provider_that_an_Upstream_names_is_drawn_with_the_name_of_its_key(string form)
    {
        string file = _folder.Write("ai.yaml", """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs}
            spec:
              virtualHost:
                routes:
                  - {matchers: [{prefix: /a}], routeAction: {single: {upstream: {name: ai}}}}
                  - {matchers: [{prefix: /b}], routeAction: {single: {upstream: {name: inline}}}}
            ---
            apiVersion: gloo.solo.io/v1
            kind: Upstream
            metadata: {name: ai}
            spec: {ai: {openai: {authToken: {secretRef: {name: openai-key, namespace: default}}}}}
            ---
            apiVersion: gloo.solo.io/v1
            kind: Upstream
            metadata: {name: inline}
            spec: {ai: {anthropic: {authToken: {inline: sk-0123456789abcdef}}}}
            """);

        var run = Running.Tool.Run("graph", file, "--output", form);

        run.ExitCode.ShouldBe(0, run.Error);
        Said(run.Output).ShouldContain("https://api.openai.com:443");
        Said(run.Output).ShouldContain("default/openai-key");
        Said(run.Output).ShouldContain("https://api.anthropic.com:443");
        run.Output.ShouldNotContain("0123456789abcdef");
    }

    [Fact]
    public void An_upstream_of_two_routes_is_one_box_with_a_way_from_each()
    {
        string[] files = [Lab.Policies, _folder.Write("more.yaml", Service("second"))];
        string output = Running.Tool.Run(["graph", .. files]).Output;
        Regex.Count(output, "default/huggingface-upstream").ShouldBe(1);
        Regex.Count(output, " target0$", RegexOptions.Multiline).ShouldBe(2);

        XElement picture = Picture(files);
        picture.Elements(Svg + "g").Count(g => (string?)g.Attribute("class") == "upstream").ShouldBe(1);
        picture.Elements(Svg + "g").Count(g => g.Element(Svg + "title")?.Value == "default/huggingface-upstream" && g.Elements(Svg + "path").Any()).ShouldBe(2);
    }

    [Fact]
    public void A_key_has_its_sign_where_it_is_put_on_and_nowhere_else()
    {
        XElement picture = Picture(Lab.Policies, _folder.Write("more.yaml", Service("second")));

        string[] withKey = [.. picture.Descendants(Svg + "path").Where(p => (string?)p.Attribute("class") == "key-sign").Select(p => p.Parent!.Element(Svg + "title")!.Value.Split(':')[0])];
        withKey.ShouldBe(["a provider's key is put on", "routes[0]"]);
        Regex.Count(Running.Tool.Run("graph", Lab.Policies, _folder["more.yaml"]).Output, "#128273; key ").ShouldBe(1);
    }

    [Theory]
    [InlineData("(production|staging|development)-[0-9]{1,4}-region-[a-z]+ and some more words behind it")]
    [InlineData("/openai/deployments/gpt-four-o-mini/chat/completions/of/a/very/long/path")]
    [InlineData("one.two.three.four.five.six.seven.eight.nine.ten.eleven.twelve.thirteen")]
    [InlineData("donaudampfschifffahrtsgesellschaftskapitaenswitwenrente next")]
    public void No_word_is_broken(string name)
    {
        string file = _folder.Write("vs.yaml", Service(name));
        string[] words = Regex.Split(name, "[^A-Za-z0-9]+");

        string[] svg = [.. Picture(file).Descendants(Svg + "text").Select(t => t.Value)];
        string[] mermaid = [.. Said(Running.Tool.Run("graph", file).Output).Split("<br/>")];
        foreach (string word in words.Where(w => w.Length > 0))
        {
            svg.ShouldContain(line => line.Contains(word, StringComparison.Ordinal), word);
            mermaid.ShouldContain(line => line.Contains(word, StringComparison.Ordinal), word);
        }
    }

    [Fact]
    public void A_picture_is_told_to_who_does_not_see_it()
    {
        XElement picture = Picture(Lab.Policies);

        ((string?)picture.Attribute("role")).ShouldBe("img");
        ((string?)picture.Attribute("aria-labelledby")).ShouldBe("llmpolicy-title llmpolicy-summary");
        picture.Element(Svg + "title")!.Value.ShouldNotBeEmpty();
        picture.Element(Svg + "desc")!.Value.ShouldBe("Routes: 1; of them, anyone may: 0, with any good token: 0, with a claim in the token: 1, nobody may: 0.");
        picture.Descendants(Svg + "g").ShouldAllBe(g => !string.IsNullOrEmpty(g.Element(Svg + "title")!.Value));
    }

    [Fact]
    public void No_text_of_a_manifest_breaks_the_syntax_of_Mermaid()
    {
        string output = Running.Tool.Run("graph", _folder.Write("vs.yaml", Service(Nasty))).Output;
        string label = Labels().Matches(output).Select(m => m.Groups[1].Value).Single(l => l.Contains("prefix /second", StringComparison.Ordinal));
        label.ShouldMatch("""^([\p{L}\p{N} /,.:()\[\]-]|#\d+;|<br/>)+$""");
        Said(label).Replace("<br/>", " ", StringComparison.Ordinal).ShouldContain(Nasty);
    }

    [Fact]
    public void No_text_of_a_manifest_breaks_the_xml()
    {
        var run = Running.Tool.Run("graph", _folder.Write("vs.yaml", Service(Nasty + "\\u0007\\uFFFE")), "--output", "svg");
        run.ExitCode.ShouldBe(0, run.Error);
        string text = string.Join(' ', XElement.Parse(run.Output).Descendants(Svg + "text").Select(t => t.Value));
        foreach (string word in Nasty.Split(' '))
        {
            text.ShouldContain(word);
        }
    }

    [Fact]
    public void Nothing_in_the_svg_lies_outside_of_it_or_over_another_box_and_no_text_over_its_boxs_edge()
    {
        string[] names = [string.Join(' ', Enumerable.Repeat("long", 100)), new string('x', 200), "one", "two", "\u65e5\u672c\u8a9e\u306e\u540d\u524d"];
        XElement picture = Picture([Lab.Policies, .. names.Select((name, i) => _folder.Write($"vs{i}.yaml", Service(name).Replace("second", $"second{i}", StringComparison.Ordinal)))]);
        (int Left, int Top, int Right, int Bottom)[] boxes =
            [.. picture.Descendants(Svg + "rect").Where(r => (string?)r.Attribute("class") is "box" or "box answer" or "who" or "key").Select(r => (At(r, "x"), At(r, "y"), At(r, "x") + At(r, "width"), At(r, "y") + At(r, "height")))];
        boxes.Length.ShouldBeGreaterThan(30);
        foreach (var box in boxes)
        {
            box.Right.ShouldBeLessThan(At(picture, "width"));
            box.Bottom.ShouldBeLessThan(At(picture, "height"));
            boxes.Where(o => o != box && o.Left < box.Right && box.Left < o.Right && o.Top < box.Bottom && box.Top < o.Bottom).ShouldBeEmpty();
        }

        foreach (XElement text in picture.Descendants(Svg + "g").Where(g => ((string)g.Attribute("class")!).Split(' ')[0] is "route" or "upstream").Elements(Svg + "text"))
        {
            int width = text.Value.EnumerateRunes().Sum(r => r.Value >= 0x1100 ? 14 : 7);
            boxes.ShouldContain(b => b.Left < At(text, "x") && At(text, "x") + width < b.Right && b.Top < At(text, "y") && At(text, "y") < b.Bottom, text.Value);
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

    private static XElement Picture(params string[] files) => XElement.Parse(Running.Tool.Run(["graph", .. files, "--output", "svg"]).Output);

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
