using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

/// <summary>Tokens with a good signature, spelled as no RFC has them, at each place that a provider looks at.</summary>
internal static class OddTokens
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    private static readonly int[] Long = [12_200, 12_300, 20_000];

    private static readonly string[] Members =
    [
        "\"crit\":[\"x\"]", "\"crit\":[]", "\"crit\":null", "\"b64\":false", "\"b64\":true", "\"b64\":null", "\"b64\":\"false\"", "\"b64\":0", "\"zip\":\"DEF\"",
        "\"zip\":null", "\"crit\":[\"b64\"],\"b64\":false", "\"crit\":1,\"zip\":1,\"b64\":1", "\"CRIT\":[]", "\"o\":{\"crit\":[],\"zip\":1}", "\"\\u0063rit\":[]",
        "'crit':[]", "crit:[]", "\"b64\":false,", "\"typ\":\"x\"",
    ];

    private static readonly int[] Depths = [31, 32, 33, 99, 100, 101];

    public static string Key => $$"""{"kty":"oct","k":"{{Base64Url.EncodeToString(Secret)}}"}""";

    public static IEnumerable<CaseRequest> All =>
        from token in Tokens
        from place in new[] { ("/p", "Authorization", $"Bearer {token}"), ("/p", "x-jwt", token), ($"/p?q=1&jwt={token}&r", "x-a", "b"), ("/direct", "x-jwt", token) }
        where !place.Item1.AsSpan().ContainsAny(' ', '\t')
        select new CaseRequest("GET", place.Item1, [["Host", "h.test"], [place.Item2, place.Item3]]);

    private static IEnumerable<string> Tokens =>
    [
        .. Headers.Select(header => Sign(Encode(header), Encode("{}"))),
        .. Objects.Select(payload => Sign(Encode("""{"alg":"HS256"}"""), Encode(payload))),
        .. Objects.Where(text => text.StartsWith('{')).Select(header => Sign(Encode($"{{\"alg\":\"HS256\",\"o\":{header}}}"), Encode("{}"))),
        .. Spellings.Select(spell => Sign(spell(Encode("""{"alg":"HS256"}""")), Encode("{}"))),
        .. Spellings.Select(spell => Sign(Encode("""{"alg":"HS256"}"""), spell(Encode("""{"a":"bc"}""")))),
        .. Spellings.Select(spell => Good[..(Good.LastIndexOf('.') + 1)] + spell(Good[(Good.LastIndexOf('.') + 1)..])),
        Good, $".{Good}", $"..{Good}", $"{Good}.", $"{Good}..", Good.Replace(".", "..", StringComparison.Ordinal),
        .. Long.Select(length => Sign(Encode("""{"alg":"HS256"}"""), Encode($$"""{"a":"{{new string('a', length)}}"}"""))),
    ];

    private static string Good => Sign(Encode("""{"alg":"HS256"}"""), Encode("""{"sub":"a"}"""));

    private static IEnumerable<string> Headers =>
        from member in Members
        select $"{{\"alg\":\"HS256\",{member}}}";

    private static IEnumerable<string> Objects =>
    [
        "{}", " {} ", "\r\n{\t}", "null", "{'a':1}", "{\"a\":'b'}", "{a:1}", "{$a_1:1}", "{\"a\":1,}", "{\"a\":[1,]}", "{\"a\":\"\n\"}", "{\"a\":\"\u0001\"}", "{\"a\":\"é\"}",
        "{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "{\"a\":1,\"a\":2}", "{\"a\":1e400}", "{\"a\":-0}", "{\"a\":01}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":+1}", "{\"a\":NaN}",
        "{\"a\":\"\\'\"}", "{\"a\":\"\\x41\"}", "{/**/}", "\ufeff{}", "{\"a\":true,'b':null}", "[]", "1", "{", "",
        .. Depths.Select(levels => string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1)),
        .. Depths.Select(levels => $"{{\"a\":{new string('[', levels)}{new string(']', levels)}}}"),
    ];

    private static IEnumerable<Func<string, string>> Spellings =>
    [
        part => part + "=", part => part + "==", part => part + "===", part => "=" + part, part => part.Insert(2, "="), part => part + " ", part => " " + part,
        part => part.Insert(3, " "), part => part.Insert(3, "\t"), part => part.Insert(3, "\t "), part => part + "\t", part => part + "A", part => part.Insert(3, "+"),
        part => part.Insert(3, "/"), part => part.Insert(3, "%"), part => "", part => part + "!", WithStrayBits,
    ];

    private static string WithStrayBits(string part)
    {
        const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return part[..^1] + Digits[Digits.IndexOf(part[^1], StringComparison.Ordinal) ^ 1];
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Sign(string header, string payload) =>
        $"{header}.{payload}.{Base64Url.EncodeToString(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes($"{header}.{payload}")))}";
}
