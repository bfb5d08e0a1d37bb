using System.Net;
using LlmPolicy.Packaging.Deploying;
using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

/// <summary>Another user, no capabilities, no home, a file system that is read-only: as far as that goes without a container.</summary>
[Collection(nameof(CreatedGateway))]
public sealed class Its_pod(CreatedGateway gateway)
{
    [Fact]
    public async Task Can_write_nowhere()
    {
        await using var pod = await Pod.CreateAsync(gateway);
        await using var tried = pod.Run("sh", "-c", "touch /llmpolicy ./llmpolicy ../../llmpolicy; echo \"tried as $(id -u)\"");

        (await tried.LineAsync("tried as ")).ShouldBe("1654");

        tried.Output.Split('\n').Count(line => line.Contains("Read-only file system", StringComparison.Ordinal)).ShouldBe(3, tried.Output);
    }

    [Fact]
    public async Task Answers_its_probes()
    {
        await using var pod = await Pod.CreateAsync(gateway);
        pod.Start();
        using var client = await pod.ClientAsync();

        foreach (var probe in pod.Probes)
        {
            using var response = await client.GetAsync(probe.HttpGet.Path);
            (response.StatusCode, await response.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.OK, "Healthy"), probe.HttpGet.Path);
        }
    }

    [Fact]
    public async Task Takes_over_a_changed_key_and_a_changed_policy_as_the_kubelet_mounts_them()
    {
        await using var provider = await EchoProvider.StartAsync();
        await using var pod = await Pod.CreateAsync(gateway);
        pod.Start(("LlmPolicy__Upstreams__default__huggingface-router", provider.Address));
        using var client = await pod.ClientAsync();
        (await LabRequest.AskAsync(client, null)).ShouldBe(new Answer(401, "Jwt is missing"));
        (await LabRequest.AskAsync(client, FreshApps.LabToken)).Status.ShouldBe(200);

        await pod.Key.WriteAsync(Pod.KeyFiles("Bearer hf_two"));

        (await LabRequest.AskAsync(client, FreshApps.LabToken)).Status.ShouldBe(200);
        provider.Received.Select(received => received.Headers["Authorization"]).ShouldBe(["Bearer hf_one", "Bearer hf_two"]);

        string first = await pod.Process.LineAsync(IsLoaded, "the policy");
        await pod.Policies.WriteAsync(pod.PolicyFiles(text => text.Replace("hugging-face-latest", "another", StringComparison.Ordinal)));
        await pod.Process.LineAsync(line => IsLoaded(line) && line != first, "the changed policy");

        (await LabRequest.AskAsync(client, FreshApps.LabToken)).ShouldBe(new Answer(403, "RBAC: access denied"));
    }

    [Theory]
    [InlineData("Europe/Berlin", "/usr/share/zoneinfo", "Now listening on: ")]
    [InlineData("UTC", "/nowhere", "Now listening on: ")]
    [InlineData("Europe/Berlin", "/nowhere", "'Europe/Berlin' is no time zone that this machine knows.")]
    public async Task Starts_with_a_budget_of_a_time_zone_where_the_image_knows_it(string zone, string zones, string says)
    {
        await using var pod = await Pod.CreateAsync(gateway);
        await pod.Policies.WriteAsync(pod.PolicyFiles(text => text + $$"""
            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: TokenBudget
            metadata: {name: requests, namespace: default}
            spec:
              targetRefs: [{kind: VirtualService, name: ai-services-vs}]
              key: [{claim: sub}]
              limits: [{requests: 100, per: DAY, timezone: {{zone}}}]
            """));

        pod.Start(("TZDIR", zones));

        await pod.Process.LineAsync(line => line.Contains(says, StringComparison.Ordinal), says);
    }

    private static bool IsLoaded(string line) => line.Contains("Policy ", StringComparison.Ordinal) && line.Contains(" loaded: ", StringComparison.Ordinal);
}
