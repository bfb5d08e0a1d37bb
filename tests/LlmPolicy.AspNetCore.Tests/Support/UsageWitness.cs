using System.Threading.Channels;

namespace LlmPolicy.TestKinds;

/// <summary>An observer that keeps how requests ended, and what their answers used.</summary>
internal sealed class UsageWitness : IDecisionObserver
{
    private readonly Channel<RequestCompletion> _completions = Channel.CreateUnbounded<RequestCompletion>();

    public static string Policy(string virtualService, string spec = "meter: true") =>
        "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: UsagePolicy\nmetadata: {name: usage, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: " + virtualService + "}], " + spec + "}\n";

    public void Settled(ILlmPolicyFeature decided)
    {
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion) => _completions.Writer.TryWrite(completion);

    /// <summary>The next request, as soon as it is over.</summary>
    public async Task<RequestCompletion> NextAsync() =>
        await _completions.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public async Task<LlmUsage> NextUsageAsync() => (await NextAsync()).Usage.ShouldNotBeNull();
}
