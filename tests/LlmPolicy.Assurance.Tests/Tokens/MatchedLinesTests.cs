using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>A route's header condition looks at all lines of a header: it holds where one does, and turned round it holds where none does; one that is not there fits neither.</summary>
public sealed class MatchedLinesTests
{
    private static readonly string[] Values = ["internal", "other", "internal2", ""];

    /// <summary>Conditions, and what a line has to be for them; null: it has only to be there.</summary>
    private static readonly (string Text, Func<string, bool>? Fits)[] Conditions =
    [
        ("value: internal", line => line == "internal"),
        ("value: 'int.*l', regex: true", line => line == "internal"),
        ("value: '[a-z]+', regex: true", line => line is "internal" or "other"),
        ("", null),
    ];

    [Fact]
    public void A_condition_that_is_turned_round_holds_of_no_header_with_a_line_that_fits()
    {
        foreach ((string text, Func<string, bool>? fits) in Conditions)
        {
            var plain = Compile(text);
            var inverted = Compile($"{text}{(text.Length > 0 ? ", " : "")}invertMatch: true");
            foreach (string[] lines in Lists())
            {
                bool expected = fits is null ? lines.Length > 0 : lines.Any(fits);
                string told = $"{text} of [{string.Join("; ", lines)}]";

                IsTaken(plain, lines).ShouldBe(expected, told);
                IsTaken(inverted, lines).ShouldBe(!expected && (fits is null || lines.Length > 0), $"not {told}");
            }
        }
    }

    /// <summary>None, one, two and three lines, in each order.</summary>
    private static IEnumerable<string[]> Lists()
    {
        IEnumerable<string[]> lists = [[]];
        for (int length = 0; length <= 3; length++)
        {
            foreach (string[] list in lists)
            {
                yield return list;
            }

            lists = [.. lists.SelectMany(list => Values.Select(value => (string[])[.. list, value]))];
        }
    }

    /// <summary>Whether the first route takes it, whose condition it is.</summary>
    private static bool IsTaken(CompiledPolicy policy, string[] lines)
    {
        PolicyRequest request = new() { Method = "GET", Target = "/", Authority = "a.test", Headers = [.. lines.SelectMany(line => (HeaderField[])[new("x-tier", line), new("x-other", "internal")])] };
        bool isTaken = policy.Evaluate(request, PolicyFacts.None, AskShape.Now).IsAllowed;
        policy.Explain(request, PolicyFacts.None, AskShape.Now).Decision.IsAllowed.ShouldBe(isTaken);
        return isTaken;
    }

    private static CompiledPolicy Compile(string condition)
    {
        string first = $"{{matchers: [{{prefix: /, headers: [{{name: x-tier{(condition.Length > 0 ? ", " : "")}{condition}}}]}}], {PolicyShape.ToUp}}}";
        return PolicyShape.Compile($"{PolicyShape.OneHost("{}", first, "{matchers: [{prefix: /}], directResponseAction: {status: 403}}")}\n---\n{PolicyShape.Up}", KeyRing.Options);
    }
}
