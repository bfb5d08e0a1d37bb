namespace LlmPolicy.Resources;

/// <summary><c>selector.expressions[].operator</c>.</summary>
internal enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}
