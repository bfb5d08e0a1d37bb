using LlmPolicy.Clients.Running;
using LlmPolicy.Clients.Sdks;
using LlmPolicy.Clients.StandIn;

namespace LlmPolicy.Clients;

/// <summary>Providers' SDKs, with the gateway's address for the provider's and a token for their key.</summary>
public sealed class ClientTests(SampleGateway gateway)
{
    private static readonly Dictionary<string, Sdk> Sdks = Sdk.All.ToDictionary(sdk => sdk.Name);

    public static TheoryData<string> Names => [.. Sdks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_model_that_the_claim_lists_answers_as_it_does_without_a_gateway(string name)
    {
        var sdk = Sdks[name];
        string model = $"allowed-{Sdks.Keys.ToList().IndexOf(name)}";
        string token = SampleGateway.TokenFor("another", model);

        var outcomes = await sdk.CallAsync(
            new Call(gateway.Providers.Address, Said.Key, model, Streams: false),
            new Call(gateway.Address, token, model, Streams: false),
            new Call(gateway.Providers.Address, Said.Key, model, Streams: true),
            new Call(gateway.Address, token, model, Streams: true));

        outcomes[1].ShouldBe(new Outcome(Said.Text, 0, sdk.Used));
        outcomes[1].ShouldBe(outcomes[0]);
        outcomes[3].ShouldBe(new Outcome(Said.Text, outcomes[2].Pieces, sdk.IsToldOfStreams ? sdk.Used : null));
        outcomes[3].ShouldBe(outcomes[2]);
        outcomes[3].Pieces.ShouldBeGreaterThanOrEqualTo(Said.Pieces.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_model_that_the_claim_does_not_list_is_refused_and_the_SDK_says_so(string name)
    {
        var sdk = Sdks[name];
        string model = $"refused-{Sdks.Keys.ToList().IndexOf(name)}";
        string token = SampleGateway.TokenFor("another", "refused");

        var outcomes = await sdk.CallAsync(
            new Call(gateway.Address, token, model, Streams: false),
            new Call(gateway.Address, token, model, Streams: true));

        Outcome refused = new("", 0, null, new Refusal(403, sdk.Formed.Errors.Forbidden, sdk.Refused));
        outcomes.ShouldBe([refused, refused]);
        gateway.Providers.Models.ShouldNotContain(model);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_an_answer_used_is_metered_as_the_provider_said_it(string name)
    {
        var sdk = Sdks[name];
        string model = $"metered-{Sdks.Keys.ToList().IndexOf(name)}";
        string token = SampleGateway.TokenFor($"{model}-whole", $"{model}-stream");

        await sdk.CallAsync(
            new Call(gateway.Address, token, $"{model}-whole", Streams: false),
            new Call(gateway.Address, token, $"{model}-stream", Streams: true));

        (await gateway.MeteredAsync($"{model}-whole")).ShouldBe((sdk.Used, "Reported"));
        (await gateway.MeteredAsync($"{model}-stream")).ShouldBe((sdk.Used, "Reported"));
    }
}
