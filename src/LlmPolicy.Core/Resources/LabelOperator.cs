namespace LlmPolicy.Resources;

/// <summary><c>selector.expressions[].operator</c>.</summary>
internal enum LabelOperator
{
    EqualTo,
    NotEqualTo,
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}
