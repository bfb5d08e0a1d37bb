using LlmPolicy.Clients.Running;
using LlmPolicy.Clients.Sdks;
using LlmPolicy.Clients.StandIn;

namespace LlmPolicy.Clients;

/// <summary>Refusals in the form of the provider's errors, as its SDK shows them.</summary>
public sealed class RefusalTests(ProviderBodiesGateway gateway)
{
    private static readonly Dictionary<string, Sdk> Sdks = Sdk.All.ToDictionary(sdk => sdk.Name);

    public static TheoryData<string> Names => [.. Sdks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_model_that_is_not_allowed_is_shown_as_the_providers_own_error(string name)
    {
        var sdk = Sdks[name];
        string token = SampleGateway.TokenFor("another");

        var outcomes = await sdk.CallAsync(new Call(gateway.Address, token, "m", Streams: false), new Call(gateway.Address, token, "m", Streams: true));

        Outcome denied = new("", 0, null, new Refusal(403, sdk.Formed.Errors.Forbidden, sdk.Formed.Denied));
        outcomes.ShouldBe([denied, denied]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_key_in_a_tokens_place_is_told_as_what_it_is(string name)
    {
        var sdk = Sdks[name];

        var outcomes = await sdk.CallAsync(new Call(gateway.Address, "sk-a-key", "m", Streams: false), new Call(gateway.Address, "sk-a-key", "m", Streams: true));

        foreach (var outcome in outcomes)
        {
            ShouldBe(outcome, sdk, sdk.Formed.Errors.Unauthorized, "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_may_be_asked_again_later_is_asked_as_often_as_the_documents_say(string name)
    {
        var sdk = Sdks[name];
        var (_, errors, tries) = sdk.Formed;

        await Task.WhenAll(
            ShouldTryAsync(sdk, tries.Later, errors.Limited, 429, new HeaderField("Retry-After", "1")),
            ShouldTryAsync(sdk, tries.Never, errors.Limited, 429, new HeaderField("x-should-retry", "false")),
            ShouldTryAsync(sdk, tries.Unavailable, errors.Unavailable, 503));
    }

    private static async Task ShouldTryAsync(Sdk sdk, int tries, string error, int status, params HeaderField[] headers)
    {
        await using var server = await RefusingServer.StartAsync(status, headers);

        var outcomes = await sdk.CallAsync(new Call(server.Address, "key", "m", Streams: false));

        ShouldBe(outcomes.ShouldHaveSingleItem(), sdk, error, RefusingServer.Words);
        server.Tries.ShouldBe(tries);
    }

    private static void ShouldBe(Outcome outcome, Sdk sdk, string error, string words)
    {
        var refusal = outcome.Refusal.ShouldNotBeNull();
        refusal.Error.ShouldBe(error);
        refusal.Message.Contains(words, StringComparison.Ordinal).ShouldBe(sdk.ShowsWords, refusal.Message);
    }
}
