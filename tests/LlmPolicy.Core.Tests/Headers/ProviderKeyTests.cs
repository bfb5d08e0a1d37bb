using LlmPolicy.Headers;

namespace LlmPolicy.Tests;

/// <summary>Which of a Secret's entries is a provider's key, and how it is sent.</summary>
public sealed class ProviderKeyTests
{
    private static readonly SourcePosition Line = new("policy.yaml", 1, 1);

    [Theory]
    [InlineData("authorization=k", "k")]
    [InlineData("Authorization=k", "k")]
    [InlineData("x-api-key=k", "k")]
    [InlineData("X-Api-Key=k", "k")]
    [InlineData("token=k", "k")]
    [InlineData("x-api-key=other;authorization=k", "k")]
    [InlineData("x-api-key=k;token=other", "k")]
    [InlineData("token=other;x-api-key=k", "k")]
    [InlineData("one=k;two=k", null)]
    [InlineData("", null)]
    [InlineData("authorization=Bearer k", "k")]
    [InlineData("authorization=bearer   k", "k")]
    [InlineData("authorization=\tk ", "k")]
    [InlineData("authorization=Bearerk", "Bearerk")]
    [InlineData("authorization=Bearer \t", "")]
    [InlineData("authorization= ", "")]
    public void The_key_is_the_entry_that_its_name_or_being_alone_makes_one_with_Bearer_or_without(string entries, string? key)
    {
        Sent("x-api-key", "", entries).ShouldBe(key is null ? [] : [("x-api-key", key)]);
    }

    [Theory]
    [InlineData("token=k", "Bearer k")]
    [InlineData("token=Bearer k", "Bearer k")]
    [InlineData("token= ", "")]
    public void Its_scheme_stands_before_it_once_and_before_nothing_not_at_all(string entries, string value)
    {
        Sent("authorization", "Bearer ", entries).ShouldBe([("authorization", value)]);
    }

    [Fact]
    public void A_change_by_a_key_says_header_and_secret_and_a_change_by_all_of_a_secrets_headers_has_no_name()
    {
        var key = HeaderChange.FromSecret(HeaderChangeKind.Set, new ResourceName("default", "s"), new ProviderKey("x-api-key", ""), Line);
        var all = HeaderChange.FromSecret(HeaderChangeKind.Append, new ResourceName("default", "s"), Line);

        (key.Name, key.Value, key.ToString()).ShouldBe(("x-api-key", "", "Set x-api-key by secret default/s"));
        (all.Name, all.Value, all.ToString()).ShouldBe(("", "", "Append secret default/s"));
        HeaderChange.Remove("x-a", Line).Value.ShouldBe("");
        all.HeadersOf(Secret("x-a=1;x-b=2")).Select(header => (header.Key, header.Value.Reveal())).ShouldBe([("x-a", "1"), ("x-b", "2")], ignoreOrder: true);
    }

    [Fact]
    public void Without_a_secret_there_is_nothing_to_say()
    {
        Should.Throw<ArgumentNullException>(() => HeaderChange.Remove("x-a", Line).HeadersOf(null!)).ParamName.ShouldBe("secret");
    }

    private static IEnumerable<(string Name, string Value)> Sent(string header, string scheme, string entries) =>
        HeaderChange.FromSecret(HeaderChangeKind.Set, new ResourceName("default", "s"), new ProviderKey(header, scheme), Line)
            .HeadersOf(Secret(entries)).Select(line => (line.Key, line.Value.Reveal()));

    private static HeaderSecret Secret(string entries) => new(entries.Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(entry => entry.Split('=', 2)).ToDictionary(entry => entry[0], entry => new SecretValue(entry[1])));
}
