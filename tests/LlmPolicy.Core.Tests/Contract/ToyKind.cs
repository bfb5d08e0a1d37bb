using LlmPolicy.Compilation;
using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Tests.Contract;

/// <summary>A kind that no source knows: it wants a word in a request's body, of callers who may ask.</summary>
internal sealed record WordPolicy(Metadata Metadata, IReadOnlyList<TargetRef> Targets, IReadOnlyList<Text> Words) : AttachedResource(Metadata, Targets)
{
    public static readonly AttachedKind Attached = new(
        Define(nameof(WordPolicy), (metadata, targets, spec) => new WordPolicy(metadata, targets, spec.Strings("words"))) with { RuleLists = ["words"] },
        (resource, _) => new RouteRule(StepPhase.Body, new WordStep(((WordPolicy)resource).Words)));

    public static readonly PolicyCompilerOptions Options = new() { AttachedKinds = [Attached] };

    public static string Manifest(string targets, string words = "[please]", string name = "polite") => $$"""
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: WordPolicy
        metadata: {name: {{name}}, namespace: default}
        spec: {targetRefs: {{targets}}, words: {{words}}}

        """;
}

/// <summary>A step that no source knows, with a fact of its own: what is polite today.</summary>
internal sealed class WordStep(IReadOnlyList<Text> words) : IPolicyStep
{
    public StepResult Check(Exchange exchange)
    {
        if (exchange.Facts.Find<Mood>() is not { } mood)
        {
            return StepResult.Ask(new MoodNeed(words[0].Position));
        }

        if (exchange.Facts.Body is not { } body)
        {
            return StepResult.Ask(new BodyNeed(100, words[0].Position));
        }

        string text = System.Text.Encoding.UTF8.GetString(body.Bytes.Span);
        foreach (var word in words)
        {
            bool fits = body.IsWhole && (mood.IsGood || text.Contains(word.Value, StringComparison.Ordinal));
            exchange.Findings?.Add(ExplanationSubject.Rule, Findings.Result(fits), $"word {word}", word.Position);
            if (fits)
            {
                exchange.Add(new Thanks(word.Value));
                return StepResult.Pass;
            }
        }

        return StepResult.Refuse(new Refusal("toy.rude", 418, "Say the word", words[0].Position));
    }
}

internal sealed record Mood(bool IsGood);

internal sealed class MoodNeed(SourcePosition position) : PolicyNeed("toy.mood", position);

internal sealed class Thanks(string word) : PolicyEffect
{
    public string Word => word;
}
