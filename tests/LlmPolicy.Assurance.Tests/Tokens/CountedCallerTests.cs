using System.Globalization;
using System.Numerics;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>A budget counts callers apart whose claims are not the same value, and together where they are, however it is written.</summary>
public sealed class CountedCallerTests
{
    private static readonly SigningKey Key = SigningKey.Hmac();

    private static readonly CompiledPolicy Policy = PolicyShape.Compile(
        $$"""
        {{PolicyShape.OneRoute(Key)}}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: b, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], key: [{claim: id}], limits: [{requests: 9, per: DAY}]}
        ---
        {{PolicyShape.Up}}
        """,
        KeyRing.Options);

    /// <summary>A whole number of up to so many digits.</summary>
    private static readonly Gen<string> Digits = Gen.Select(Gen.Int[1, 28], Gen.Int, (length, seed) =>
    {
        Random random = new(seed);
        return string.Concat(Enumerable.Range(0, length).Select(i => random.Next(i == 0 ? 1 : 0, 10)));
    });

    /// <summary>Neighbours, and those that differ in any one digit, before the point and behind it.</summary>
    [Fact]
    public void Numbers_that_differ_in_any_digit_are_two_callers() => Gen.Select(Digits, Gen.Int[0, 27], Gen.Int[1, 9], Gen.Int[0, 27], Gen.Bool).Hold(
        one =>
        {
            var (digits, at, more, point, isNegative) = one;
            char[] changed = digits.ToCharArray();
            int index = at % digits.Length;
            changed[index] = (char)('0' + ((changed[index] - '0' + more) % 10));
            string next = (BigInteger.Parse(digits, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
            string[] written = [.. new[] { digits, new string(changed), next }.Select(text => Pointed(text.PadLeft(digits.Length, '0'), point % digits.Length, isNegative))];

            Counter(written[1]).ShouldNotBe(Counter(written[0]), $"{written[0]} and {written[1]}");
            Counter(written[2]).ShouldNotBe(Counter(written[0]), $"{written[0]} and {written[2]}");
            Counter($"\"{written[0]}\"").ShouldNotBe(Counter(written[0]), written[0]);
        },
        2_000);

    [Fact]
    public void Texts_that_differ_are_two_callers_and_one_text_is_one_however_it_is_escaped()
    {
        string[] texts = ["a", "A", "ä", "a\u0308", "a ", " a", "a:b", "a\nb", "a\\nb", "a\"", "a'", "1", "1.0", "01", "true", "null", "[\"a\"]", "a\u0000", "\U0001F600", "{}", "v:1", "s:a", "t:a"];
        string[] counters = [.. texts.Select(text => Counter(new JsonTree.Text(text).ToString()))];

        counters.Distinct().Count().ShouldBe(texts.Length);
        foreach ((string text, string counter) in texts.Zip(counters))
        {
            Counter($"\"{string.Concat(text.Select(c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")))}\"").ShouldBe(counter, text);
        }

        new[] { Counter("true"), Counter("false"), Counter("1"), Counter("0") }.Concat(counters).Distinct().Count().ShouldBe(4 + texts.Length);
    }

    private static string Pointed(string digits, int point, bool isNegative)
    {
        string whole = digits[..^point].TrimStart('0') is { Length: > 0 } some ? some : "0";
        return $"{(isNegative ? "-" : "")}{whole}{(point > 0 ? "." : "")}{digits[^point..]}";
    }

    /// <summary>What a caller with this claim is counted on.</summary>
    private static string Counter(string claim)
    {
        PolicyRequest request = new()
        {
            Method = "POST",
            Target = "/v1/chat/completions",
            Authority = "any.test",
            Headers = [new("content-type", "application/json"), new("authorization", $"Bearer {Key.Sign($$"""{"id":{{claim}}}""")}")],
        };
        PolicyFacts facts = new() { Body = BodyFact.Whole("""{"model":"m","max_tokens":60,"messages":[]}"""u8.ToArray()) };
        var decision = Policy.Evaluate(request, facts, AskShape.Now);
        return decision.Forwarding.ShouldNotBeNull($"{claim}: {decision.Reason}").Effects.OfType<BudgetDemand>().SelectMany(demand => demand.Counters).ShouldHaveSingleItem().Key;
    }
}
