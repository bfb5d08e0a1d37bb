namespace LlmPolicy.Analysis;

/// <summary>A Secret, a provider's key, on requests whose body names the model, where no ModelPolicy says which may be asked for.</summary>
internal sealed class ModelUncheckedRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Secrets.Select(uses => uses.FirstOrDefault(u => u.TakesBodies && !u.ChecksModels)).OfType<SecretUse>())
        {
            context.Warn(
                DiagnosticCodes.ModelUnchecked, use.Addition.Origin,
                $"Any model may be asked for with the Secret {use.Secret.Name}: the body names it, and no ModelPolicy holds for the route.",
                "Add a ModelPolicy, or use a key that is good for the models allowed and no other.");
        }
    }
}
