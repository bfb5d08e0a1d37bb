using System.Text;
using LlmPolicy.Compilation;
using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.TestKinds;

/// <summary>A kind that no source knows: it wants one of its words in a request's body. The word <c>incomplete</c> stands for a body that is not known to its end.</summary>
internal sealed record WordPolicy(Metadata Metadata, IReadOnlyList<TargetRef> Targets, IReadOnlyList<Text> Words) : AttachedResource(Metadata, Targets)
{
    public const string Refused = "test.rude";

    /// <summary>Has a host know the kind; a body is asked for up to a limit.</summary>
    public static void AddTo(IServiceCollection services, long limit) => services.AddSingleton<CompilerOptionsChange>(options => new PolicyCompilerOptions
    {
        Upstreams = options.Upstreams,
        MissingUpstream = options.MissingUpstream,
        MissingSecret = options.MissingSecret,
        AttachedKinds =
        [
            new AttachedKind(
                Define(nameof(WordPolicy), (metadata, targets, spec) => new WordPolicy(metadata, targets, spec.Strings("words"))) with { RuleLists = ["words"] },
                (resource, _) => new RouteRule(StepPhase.Body, new WordStep(((WordPolicy)resource).Words, limit))),
        ],
    });

    public static string Manifest(string service, string words) => $$"""

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: WordPolicy
        metadata: {name: polite, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: {{service}}}], words: {{words}}}

        """;

    private sealed class WordStep(IReadOnlyList<Text> words, long limit) : IPolicyStep
    {
        public StepResult Check(Exchange exchange) =>
            exchange.Facts.Body is not { } body ? StepResult.Ask(new BodyNeed(limit, words[0].Position))
            : words.Any(word => body.IsWhole ? body.Bytes.Span.IndexOf(Encoding.UTF8.GetBytes(word.Value)) >= 0 : word.Value == "incomplete") ? StepResult.Pass
            : StepResult.Refuse(new Refusal(Refused, body.IsWhole ? 418 : 413, body.IsWhole ? "Say the word" : "Say less", words[0].Position));
    }
}
