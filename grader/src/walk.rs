//! Walking through sources: `syn::visit`, compiled once. Who implements syn's own trait has all of its functions compiled
//! for that implementation, and here there are a hundred and fifty of those: of the 74 s of a processor that the grader
//! took to compile they took 30, and of its 77 MB 18.

/// The trait, its adapter to syn's, and the functions that go on into what a node holds.
macro_rules! walk {
    ($($name:ident: $node:ty,)+) => {
        /// Sees the nodes of a syntax tree: those of the kinds that it has a method for, and goes on into the others.
        pub(crate) trait Visit<'ast>: AsVisit<'ast> {
            $(fn $name(&mut self, it: &'ast $node) {
                $name(self.as_visit(), it);
            })+
        }

        $(/// Goes on into what the node holds.
        pub(crate) fn $name<'ast>(visit: &mut dyn Visit<'ast>, it: &'ast $node) {
            syn::visit::$name(&mut Adapter(visit), it);
        })+

        impl<'ast> syn::visit::Visit<'ast> for Adapter<'_, 'ast> {
            $(fn $name(&mut self, it: &'ast $node) {
                self.0.$name(it);
            })+
        }
    };
}

/// What syn walks with, whoever it is for.
struct Adapter<'a, 'ast>(&'a mut dyn Visit<'ast>);

/// Anything that visits, without its type.
pub(crate) trait AsVisit<'ast> {
    /// The same.
    fn as_visit<'s>(&'s mut self) -> &'s mut (dyn Visit<'ast> + 's);
}

impl<'ast, T: Visit<'ast>> AsVisit<'ast> for T {
    fn as_visit<'s>(&'s mut self) -> &'s mut (dyn Visit<'ast> + 's) {
        self
    }
}

// The kinds that anybody asks for: one more is one more line.
walk! {
    visit_arm: syn::Arm,
    visit_attribute: syn::Attribute,
    visit_block: syn::Block,
    visit_expr: syn::Expr,
    visit_expr_assign: syn::ExprAssign,
    visit_expr_async: syn::ExprAsync,
    visit_expr_binary: syn::ExprBinary,
    visit_expr_break: syn::ExprBreak,
    visit_expr_call: syn::ExprCall,
    visit_expr_closure: syn::ExprClosure,
    visit_expr_continue: syn::ExprContinue,
    visit_expr_field: syn::ExprField,
    visit_expr_for_loop: syn::ExprForLoop,
    visit_expr_if: syn::ExprIf,
    visit_expr_let: syn::ExprLet,
    visit_expr_loop: syn::ExprLoop,
    visit_expr_match: syn::ExprMatch,
    visit_expr_method_call: syn::ExprMethodCall,
    visit_expr_path: syn::ExprPath,
    visit_expr_reference: syn::ExprReference,
    visit_expr_return: syn::ExprReturn,
    visit_expr_struct: syn::ExprStruct,
    visit_expr_try: syn::ExprTry,
    visit_expr_tuple: syn::ExprTuple,
    visit_expr_while: syn::ExprWhile,
    visit_field: syn::Field,
    visit_field_value: syn::FieldValue,
    visit_file: syn::File,
    visit_ident: syn::Ident,
    visit_impl_item_fn: syn::ImplItemFn,
    visit_item: syn::Item,
    visit_item_const: syn::ItemConst,
    visit_item_enum: syn::ItemEnum,
    visit_item_fn: syn::ItemFn,
    visit_item_impl: syn::ItemImpl,
    visit_item_mod: syn::ItemMod,
    visit_item_static: syn::ItemStatic,
    visit_item_struct: syn::ItemStruct,
    visit_item_trait: syn::ItemTrait,
    visit_item_type: syn::ItemType,
    visit_local: syn::Local,
    visit_local_init: syn::LocalInit,
    visit_macro: syn::Macro,
    visit_pat: syn::Pat,
    visit_pat_ident: syn::PatIdent,
    visit_pat_tuple_struct: syn::PatTupleStruct,
    visit_path: syn::Path,
    visit_path_segment: syn::PathSegment,
    visit_signature: syn::Signature,
    visit_stmt: syn::Stmt,
    visit_type: syn::Type,
    visit_type_impl_trait: syn::TypeImplTrait,
    visit_type_reference: syn::TypeReference,
    visit_type_trait_object: syn::TypeTraitObject,
    visit_variant: syn::Variant,
}
