namespace LlmPolicy.Analysis;

/// <summary>Looks for one kind of what is legal and yet surprising.</summary>
internal interface IAnalysisRule
{
    void Check(AnalysisContext context);
}
